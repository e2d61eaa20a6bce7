package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.TestModels;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How much is measured; how fast that is, no test can know. */
final class SpeedMeasurementTest {
  private static final String STORY = "Once upon a time, there was a little girl. ".repeat(40);

  private static Speed measure(int context, int promptTokens, int decodeTokens, String text)
      throws IOException {
    try (Engine engine =
        Engine.load(TestModels.bundled(), EngineOptions.defaults().withContextLength(context))) {
      return new SpeedMeasurement(engine, promptTokens, decodeTokens).measure(text, Duration.ZERO);
    }
  }

  @Test
  @DisplayName("one repetition is finished however short the time")
  void oneAtLeast() throws IOException {
    Speed speed = measure(0, 64, 16, STORY);
    assertAll(
        () -> assertEquals(1, speed.repetitions()),
        () -> assertFalse(speed.settled()),
        () -> assertEquals(64, speed.promptTokens(), 1),
        () -> assertEquals(16, speed.generatedTokens()),
        () -> assertTrue(speed.prefillTokensPerSecond() > 0),
        () -> assertTrue(speed.decodeTokensPerSecond() > 0));
  }

  @Test
  @DisplayName("prompt and continuation share a context that has no room for both")
  void smallContext() throws IOException {
    Speed speed = measure(64, 512, 128, STORY);
    assertEquals(32, speed.promptTokens(), 1);
    assertEquals(32, speed.generatedTokens(), 1);
  }

  @Test
  @DisplayName("a text shorter than the prompt is the whole prompt")
  void shortText() throws IOException {
    // BOS and four more.
    assertEquals(5, measure(0, 512, 4, "Once upon a time").promptTokens());
  }

  @Test
  @DisplayName("nothing to run is refused")
  void nothing() {
    assertThrows(IllegalArgumentException.class, () -> measure(0, 0, 16, STORY));
    assertThrows(IllegalArgumentException.class, () -> measure(0, 16, 1, STORY));
  }
}
