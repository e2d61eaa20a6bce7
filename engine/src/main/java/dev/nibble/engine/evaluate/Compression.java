package dev.nibble.engine.evaluate;

/**
 * What a smaller file of a model costs and gives, against the file that it is compared with.
 *
 * @param ratio rho: how many times smaller the file is
 * @param quality Q: the perplexity of the other model divided by this one's, 1 where nothing was
 *     lost
 */
public record Compression(double ratio, double quality) {
  /** What the file has that others are compared with. */
  public static final Compression NONE = new Compression(1, 1);

  /**
   * Holds a model against another.
   *
   * @param firstBytes size of the file that is compared with
   * @param bytes size of the file
   * @param firstPerplexity perplexity of the model that is compared with
   * @param perplexity perplexity of the model, on the same text
   * @return the compression
   */
  public static Compression of(
      long firstBytes, long bytes, double firstPerplexity, double perplexity) {
    return new Compression((double) firstBytes / bytes, firstPerplexity / perplexity);
  }

  /** Efficiency: {@code eta = Q rho}. */
  public double efficiency() {
    return quality * ratio;
  }
}
