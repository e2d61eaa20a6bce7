package dev.nibble.engine.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import java.time.Duration;

/**
 * Measures how fast a tokenizer encodes a text: again and again, until the median of the last three
 * repetitions is within 3 % of that of the three before, and for two seconds at least.
 */
public final class EncodingSpeedMeasurement {
  private static final Duration LEAST = Duration.ofSeconds(2);

  private final Tokenizer tokenizer;
  private final EncodeOptions options;

  /**
   * Prepares a measurement.
   *
   * @param tokenizer what is measured
   * @param options how it encodes
   */
  public EncodingSpeedMeasurement(Tokenizer tokenizer, EncodeOptions options) {
    this.tokenizer = tokenizer;
    this.options = options;
  }

  /**
   * Measures.
   *
   * @param text what is encoded; long enough to take milliseconds
   * @param limit when to stop at the latest; one repetition is finished in any case
   * @return the speed
   * @throws IllegalArgumentException if the text has no token
   */
  public EncodingSpeed measure(String text, Duration limit) {
    if (tokenizer.encode(text, options).length == 0) {
      throw new IllegalArgumentException("the text has no token, expected one or more");
    }
    long begin = System.nanoTime();
    SettlingRate textsPerSecond = new SettlingRate();
    int repetitions = 0;
    int tokens;
    boolean settled;
    boolean timeIsUp;
    do {
      long start = System.nanoTime();
      tokens = tokenizer.encode(text, options).length;
      long end = System.nanoTime();
      textsPerSecond.add(1e9 / Math.max(1, end - start));
      repetitions++;
      settled = end - begin > LEAST.toNanos() && textsPerSecond.settled();
      timeIsUp = end - begin > limit.toNanos();
    } while (!settled && !timeIsUp);
    return new EncodingSpeed(
        text.getBytes(UTF_8).length, tokens, 1 / textsPerSecond.last(), repetitions, settled);
  }
}
