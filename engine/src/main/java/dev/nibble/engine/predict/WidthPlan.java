package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Compression;

/**
 * A width that a model could have.
 *
 * @param bits of a code: 16, 8 or 4
 * @param type the type of all matrices, such as {@code Q8_0}
 * @param weightBytes what all tensors take
 * @param compression rho and Q against 16 bits
 * @param requiredBytes R: weights, keys, values and working memory
 * @param fits whether that is no more than there is
 * @param speed tokens a second that memory gives one sequence
 * @param utility U = E R / D
 * @param rank 1 for the greatest utility of all widths that fit; behind them those that do not
 */
public record WidthPlan(
    int bits,
    String type,
    long weightBytes,
    Compression compression,
    long requiredBytes,
    boolean fits,
    Prediction speed,
    Prediction utility,
    int rank) {

  WidthPlan ranked(int place) {
    return new WidthPlan(
        bits, type, weightBytes, compression, requiredBytes, fits, speed, utility, place);
  }
}
