package dev.nibble.engine.predict.evidence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model whose memory was cut step by step.
 *
 * @param level where the memory is
 * @param place what was cut and what lay beyond it, in a sentence
 * @param passedOver why the levels before this one could not be measured here, a sentence each
 * @param requiredBytes R, what the model and its sequence need there
 * @param optimal P_opt, tokens a second where all of it fits
 * @param fallen P_fall, tokens a second where nothing fits
 * @param points what was measured between, from little memory to much; the last one has all of R
 *     again
 * @param reread what was read from the disk again where nothing fits; empty where the memory is a
 *     device's
 */
public record FallbackRun(
    Level level,
    String place,
    List<String> passedOver,
    long requiredBytes,
    double optimal,
    double fallen,
    List<Point> points,
    Optional<Reread> reread) {

  /** Copies the lists. */
  public FallbackRun {
    passedOver = List.copyOf(passedOver);
    points = List.copyOf(points);
  }

  /** Where the memory is that was cut. */
  public enum Level {
    /** A device's memory, beyond which the CPU computes. */
    DEVICE,
    /** Main memory, beyond which weights are read from the disk again. */
    RESIDENT,
    /** The memory of a device that the CPU plays: both sides of the cut are as fast. */
    HOST
  }

  /**
   * A budget.
   *
   * @param budgetBytes G
   * @param heldBytes what of R was held
   * @param tokensPerSecond P(R, G)
   */
  public record Point(long budgetBytes, long heldBytes, double tokensPerSecond) {}

  /**
   * What happened to weights that were not held.
   *
   * @param droppedBytes what the system says had left the memory behind a token ({@code mincore})
   * @param diskBytes what was fetched from storage for a token; empty where that is not counted
   */
  public record Reread(long droppedBytes, OptionalLong diskBytes) {}
}
