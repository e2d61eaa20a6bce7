package dev.nibble.cli.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FallbackTraceTest {
  private final FallbackTrace trace = Traces.thereAndBack(true);

  @Test
  @DisplayName("passes in which something moved count for no speed")
  void speeds() {
    assertEquals(100, trace.optimal().orElseThrow(), 1e-9);
    assertEquals(50, trace.fallen().orElseThrow(), 1e-9);
    assertEquals(
        List.of(100.0, 50.0, 100.0),
        trace.phases().stream().map(phase -> phase.perSecond().orElseThrow()).toList());
  }

  @Test
  @DisplayName("alpha is the speed in units of P_fall, and only where R is over G")
  void alpha() {
    assertEquals(List.of(1.0), trace.alphas());
    assertEquals(OptionalDouble.empty(), trace.alpha(trace.phases().getFirst()));
    assertEquals(
        "P_opt 100 tok/s, P_fall 50.0 tok/s, alpha 1.00 to 1.00", new PhaseTable(trace).summary());
  }

  @Test
  @DisplayName("texts may part on a real device where a margin is small, and nowhere else")
  void agreement() {
    List<Integer> cpu = List.of(1, 2, 3);
    List<Double> margins = List.of(5.0, 0.019, 0.021);
    assertEquals(new Agreement.Same(3), Agreement.of(cpu, cpu, margins, true));
    assertEquals(
        new Agreement.Parted(1, 0.019, true), Agreement.of(List.of(1, 9, 9), cpu, margins, false));
    assertEquals(
        new Agreement.Parted(1, 0.019, false), Agreement.of(List.of(1, 9, 9), cpu, margins, true));
    Agreement wrong = Agreement.of(List.of(1, 2, 9), cpu, margins, false);
    assertEquals(new Agreement.Parted(2, 0.021, false), wrong);
    assertTrue(wrong.text().contains("the first 2 ids"), wrong.text());
  }
}
