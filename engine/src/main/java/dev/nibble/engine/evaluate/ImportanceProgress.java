package dev.nibble.engine.evaluate;

/**
 * How far a collection is.
 *
 * @param chunks windows that were run
 * @param totalChunks windows that there will be
 * @param context tokens of a window
 * @param nanos time of the forward passes, in nanoseconds
 */
public record ImportanceProgress(int chunks, int totalChunks, int context, long nanos) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Tokens that were run and counted. */
  public long tokens() {
    return (long) chunks * context;
  }

  /** Tokens that were run in a second. */
  public double tokensPerSecond() {
    return nanos > 0 ? tokens() * NANOS_PER_SECOND / nanos : 0;
  }
}
