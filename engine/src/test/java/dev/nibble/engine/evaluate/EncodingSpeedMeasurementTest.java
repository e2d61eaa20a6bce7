package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.Vocabulary;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class EncodingSpeedMeasurementTest {
  private static final String TEXT = "\u00E9\u00E9";

  private final AtomicInteger encoded = new AtomicInteger();

  @Test
  @DisplayName("the text is encoded until its time is up, and a steady time is the result")
  void steady() {
    EncodingSpeed speed = measure(TEXT, Duration.ofMillis(300));

    assertEquals(4, speed.bytes());
    assertEquals(2, speed.tokens());
    assertEquals(2, speed.bytesPerToken());
    assertEquals(encoded.get() - 1, speed.repetitions(), "the first is to see that it has tokens");
    assertTrue(speed.seconds() >= 0.01 && speed.seconds() < 0.1, speed::toString);
    assertEquals(4 / speed.seconds() / 1e6, speed.megabytesPerSecond(), 1e-9);
    assertEquals(2 / speed.seconds(), speed.tokensPerSecond(), 1e-9);
    assertFalse(speed.settled(), "two seconds are the least");
  }

  @Test
  @DisplayName("one repetition is finished in any case")
  void noTime() {
    assertEquals(1, measure(TEXT, Duration.ZERO).repetitions());
  }

  @Test
  @DisplayName("a text without tokens has no speed")
  void empty() {
    assertThrows(IllegalArgumentException.class, () -> measure("", Duration.ZERO));
  }

  private EncodingSpeed measure(String text, Duration limit) {
    return new EncodingSpeedMeasurement(new TenMillis(), EncodeOptions.plain())
        .measure(text, limit);
  }

  /** A token for each character, after 10 ms. */
  private final class TenMillis implements Tokenizer {
    @Override
    public Vocabulary vocabulary() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
      encoded.incrementAndGet();
      long end = System.nanoTime() + Duration.ofMillis(10).toNanos();
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      return text.chars().toArray();
    }

    @Override
    public byte[] bytes(int id) {
      throw new UnsupportedOperationException();
    }
  }
}
