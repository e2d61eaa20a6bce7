package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.predict.evidence.TextTokens;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TokenCountTest {
  private static Finding check(TextTokens text) {
    return new TokenCount()
        .check(Held.of(Facts.smolLm(), null, null, text, null, List.of()))
        .getFirst();
  }

  @Test
  @DisplayName("a text whose halves are alike has as many tokens as its first half says")
  void alike() {
    Finding finding = check(new TextTokens(4_000, 1_000, 8_100, 2_010));

    assertEquals(2_025, finding.prediction().value());
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("a text that changes its language on the way has other tokens")
  void changed() {
    Finding finding = check(new TextTokens(4_000, 1_000, 8_000, 3_000));

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertEquals(
        "a token is 4.000 bytes long in the first half, 2.000 in the second", finding.remark());
  }
}
