package dev.nibble.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.cli.live.SpeedSample.Mark;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SpeedHistoryTest {
  @Test
  @DisplayName("the first token is no sample: what stands before it is the prompt")
  void first() {
    SpeedHistory history = new SpeedHistory();
    history.count(1_000_000_000);
    assertEquals(List.of(), history.samples());
    history.count(1_004_000_000);
    assertEquals(250, history.samples().getFirst().perSecond(), 1e-9);
  }

  @Test
  @DisplayName("a long text is kept whole, with all its tokens, time and marks")
  void merges() {
    SpeedHistory history = new SpeedHistory();
    for (int i = 0; i <= 5000; i++) {
      if (i == 100) {
        history.mark(Mark.LEFT);
      }
      history.count(1000L * i);
    }
    List<SpeedSample> samples = history.samples();
    assertTrue(samples.size() < SpeedHistory.MOST_SAMPLES);
    int tokens = samples.stream().mapToInt(SpeedSample::tokens).sum();
    assertTrue(tokens > 4900, "all but the open sample: " + tokens);
    assertEquals(1000L * tokens, samples.stream().mapToLong(SpeedSample::nanos).sum());
    List<SpeedSample> marked = samples.stream().filter(s -> s.mark() != Mark.NONE).toList();
    assertEquals(1, marked.size());
    assertEquals(100.0 / samples.getFirst().tokens(), samples.indexOf(marked.getFirst()), 1);
  }

  @Test
  @DisplayName("the present speed is that of the last tokens, and unknown before the second")
  void rate() {
    TokenRate rate = new TokenRate();
    rate.count(0);
    assertEquals(OptionalDouble.empty(), rate.perSecond());
    rate.count(500_000_000);
    assertEquals(2, rate.perSecond().getAsDouble(), 1e-9);
    for (int i = 1; i <= 20; i++) {
      rate.count(500_000_000 + i * 1_000_000L);
    }
    assertEquals(1000, rate.perSecond().getAsDouble(), 1e-9);
  }
}
