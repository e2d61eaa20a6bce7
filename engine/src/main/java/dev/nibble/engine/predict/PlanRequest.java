package dev.nibble.engine.predict;

import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.measure.Arithmetic;
import java.util.OptionalDouble;

/**
 * What a model is planned for.
 *
 * @param context S, tokens of each sequence
 * @param batch B, sequences at a time
 * @param memoryBytes G, what there is for weights, keys, values and working memory
 * @param kvType what keys and values are stored as
 * @param bytesPerSecond bandwidth of that memory
 * @param multiplyAddsPerSecond what is computed at best; empty where it is not known
 * @param arithmetic what the factors of these multiply-adds are
 * @param quality what narrow widths keep of the model
 */
public record PlanRequest(
    int context,
    int batch,
    long memoryBytes,
    KvType kvType,
    double bytesPerSecond,
    OptionalDouble multiplyAddsPerSecond,
    Arithmetic arithmetic,
    Quality quality) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number makes no sense
   */
  public PlanRequest {
    if (context < 1 || batch < 1 || memoryBytes < 1) {
      throw new IllegalArgumentException(
          "%d sequences of %d tokens in %d bytes, expected 1 or more of each"
              .formatted(batch, context, memoryBytes));
    }
    if (!(bytesPerSecond > 0) || Double.isInfinite(bytesPerSecond)) {
      throw new IllegalArgumentException(
          "a bandwidth of %s bytes a second, expected more than 0".formatted(bytesPerSecond));
    }
  }

  /**
   * Q, perplexity at 16 bits over that at fewer: 1 where nothing is lost. It cannot be known of a
   * model that was not run.
   *
   * @param eightBits of Q8_0
   * @param fourBits of Q4_0
   * @param source where the numbers come from, in a sentence
   */
  public record Quality(double eightBits, double fourBits, String source) {
    /**
     * What {@code nibble compare --types f16,q8_0,q4_0} finds of the bundled model, which has so
     * few weights that it loses more than others: 10,200 tokens of TinyStories, perplexity 4.1944,
     * 4.1984 and 4.7337 (2026-11-22).
     */
    public static final Quality OF_BUNDLED_MODEL =
        new Quality(
            0.99905,
            0.88607,
            "Q is that of stories260K on TinyStories, the bundled model: larger ones lose less at 4"
                + " bits");

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is not over 0
     */
    public Quality {
      if (!(eightBits > 0) || !(fourBits > 0)) {
        throw new IllegalArgumentException(
            "a quality of %s and %s, expected numbers over 0".formatted(eightBits, fourBits));
      }
    }
  }
}
