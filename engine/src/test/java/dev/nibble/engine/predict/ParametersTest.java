package dev.nibble.engine.predict;

import static dev.nibble.engine.predict.Held.finding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.ModelFacts;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ParametersTest {
  private static List<Finding> check(ModelFacts facts) {
    return new Parameters().check(Held.of(facts));
  }

  @Test
  @DisplayName("the sum is that of the bundled model, SmolLM2 and Llama 3.2, to the element")
  void exact() throws IOException {
    for (ModelFacts facts : List.of(Facts.bundled(), Facts.smolLm(), Facts.llama32())) {
      Finding finding = finding(check(facts), "parameters");

      assertEquals(facts.parameters(), (long) finding.prediction().value(), facts.name());
      assertEquals(Verdict.CONFIRMED, finding.verdict(), facts.name());
    }
    assertEquals(279_232, Facts.bundled().parameters());
  }

  @Test
  @DisplayName("tensors that the formula does not know refute it, and the remark says how many")
  void unknownTensors() {
    ModelFacts facts = Facts.with(Facts.smolLm(), Facts.smolLm().parameters() + 1_920);
    Finding finding = finding(check(facts), "parameters");

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().startsWith("the file has 1,920 weights more"), finding.remark());
  }

  @Test
  @DisplayName("the rule of thumb is a tenth over SmolLM2, for its heads and its network")
  void naive() {
    Finding finding = finding(check(Facts.smolLm()), "parameters, naive");

    assertEquals(12.0 * 30 * 576 * 576 + 49_152.0 * 576, finding.prediction().value());
    assertEquals(0.0984, finding.error(), 1e-4);
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(
        finding.remark().startsWith("4 d^2 of attention is 50.0 % over what 9 query heads"),
        finding.remark());
    assertTrue(
        finding.remark().contains("8 d^2 of the network is as much as what 3 matrices"),
        finding.remark());
  }
}
