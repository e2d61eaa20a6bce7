package dev.nibble.engine.predict.evidence;

import java.util.List;

/**
 * A model whose memory was cut step by step.
 *
 * @param level where the memory is
 * @param place what was cut and what lay beyond it, in a sentence
 * @param requiredBytes R, what the model and its sequence need
 * @param optimal P_opt, tokens a second where all of it fits
 * @param fallen P_fall, tokens a second where nothing fits
 * @param points what was measured between
 */
public record FallbackRun(
    Level level,
    String place,
    long requiredBytes,
    double optimal,
    double fallen,
    List<Point> points) {

  /** Copies the list. */
  public FallbackRun {
    points = List.copyOf(points);
  }

  /** Where the memory is that was cut. */
  public enum Level {
    /** A device's memory, beyond which the CPU computes. */
    DEVICE,
    /** Main memory, beyond which weights are read from the disk again. */
    RESIDENT
  }

  /**
   * A budget.
   *
   * @param budgetBytes G
   * @param heldBytes what of R was held
   * @param tokensPerSecond P(R, G)
   */
  public record Point(long budgetBytes, long heldBytes, double tokensPerSecond) {}
}
