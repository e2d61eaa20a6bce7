package dev.nibble.engine.evaluate;

import dev.nibble.engine.evaluate.text.TextScores;

/**
 * How well a model continues texts.
 *
 * @param scores how near the continuations came to the references
 * @param nll mean negative log-likelihood of the references' tokens, in nats a token; NaN where
 *     there is no token
 * @param nllStandardError standard error of that mean, in nats; 0 for a single token
 * @param scoredTokens tokens of the references
 * @param generatedTokens tokens that the model wrote
 * @param nanos time of it all, in nanoseconds
 */
public record EvaluationResult(
    TextScores scores,
    double nll,
    double nllStandardError,
    long scoredTokens,
    long generatedTokens,
    long nanos) {

  /** Perplexity of the references given their prompts, {@code exp(nll)}; NaN without a token. */
  public double perplexity() {
    return Math.exp(nll);
  }

  /** Standard error of the perplexity; see {@link PerplexityResult#standardError}. */
  public double standardError() {
    return nllStandardError * perplexity();
  }
}
