package dev.nibble.engine.evaluate;

/**
 * How well a model predicts a text.
 *
 * @param nll mean negative log-likelihood of the scored tokens, in nats a token
 * @param nllStandardError standard error of that mean, in nats; 0 for a single token
 * @param scoredTokens tokens that were scored
 * @param chunks windows that they stood in
 * @param context tokens of a window
 * @param nanos time of the forward passes and the scoring, in nanoseconds
 */
public record PerplexityResult(
    double nll, double nllStandardError, long scoredTokens, int chunks, int context, long nanos) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Perplexity, {@code exp(nll)}: among how many tokens the model was undecided, on average. */
  public double perplexity() {
    return Math.exp(nll);
  }

  /**
   * Standard error of the perplexity, as llama.cpp states it: with {@code x} the negative
   * log-likelihood of a token, {@code sqrt((E[x^2] - E[x]^2) / (n - 1)) * exp(E[x])}. The second
   * factor is the derivative of {@code exp}, which carries the error of {@code E[x]} over.
   */
  public double standardError() {
    return nllStandardError * perplexity();
  }

  /** Tokens a second that were run, scored or not: all of a window but its last. */
  public double tokensPerSecond() {
    return nanos > 0 ? chunks * (context - 1L) * NANOS_PER_SECOND / nanos : 0;
  }
}
