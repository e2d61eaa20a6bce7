package dev.nibble.engine.evaluate;

import dev.nibble.engine.architecture.ForwardWork;

/**
 * What a repetition of a benchmark needs, of one of those that compute it.
 *
 * @param multiplyAdds what the prompts need, and the tokens of several sequences
 * @param bytesRead what the generated tokens need, in bytes
 */
public record BenchWork(long multiplyAdds, long bytesRead) {
  /** Nothing. */
  public static final BenchWork NONE = new BenchWork(0, 0);

  /**
   * Counts.
   *
   * @param test what is timed
   * @param work of the layers
   */
  static BenchWork of(BenchTest test, ForwardWork work) {
    return new BenchWork(test.multiplyAdds(work), test.bytesRead(work));
  }

  /**
   * The time that it takes at best, in seconds. A prompt multiplies and then its tokens read; of
   * several sequences both go on at once.
   */
  double seconds(BenchTest test, double multiplyAddsPerSecond, double bytesPerSecond) {
    double multiplying = multiplyAdds / multiplyAddsPerSecond;
    double reading = bytesRead / bytesPerSecond;
    return test.sequences() == 1 ? multiplying + reading : Math.max(multiplying, reading);
  }
}
