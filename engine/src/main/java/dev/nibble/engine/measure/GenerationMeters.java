package dev.nibble.engine.measure;

/**
 * What one generation took.
 *
 * @param promptTokens tokens of the prompt, the beginning-of-sequence token included
 * @param restoredTokens how many of them the cache held, from a restored session, an earlier turn
 *     or another sequence, and were not computed
 * @param computedTokens how many of them went through the model: all others, or fewer where the
 *     generation was cancelled meanwhile
 * @param prefillNanos time of their forward pass, in nanoseconds
 * @param generatedTokens tokens that were sampled
 * @param firstTokenNanos time from the request to the first sampled token, in nanoseconds
 * @param decodeNanos time from the first to the last sampled token, in nanoseconds: forward pass,
 *     sampling, decoding to text and handing it out
 * @param draftedTokens tokens that a drafter guessed
 * @param acceptedTokens how many of them the text went on with
 */
public record GenerationMeters(
    int promptTokens,
    int restoredTokens,
    int computedTokens,
    long prefillNanos,
    int generatedTokens,
    long firstTokenNanos,
    long decodeNanos,
    int draftedTokens,
    int acceptedTokens) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Computed prompt tokens a second of prefill; 0 where nothing was prefilled. */
  public double prefillTokensPerSecond() {
    return Throughput.perSecond(computedTokens, prefillNanos);
  }

  /** Tokens a second of decode, the first token left out; 0 where fewer than two were sampled. */
  public double decodeTokensPerSecond() {
    return Throughput.perSecond(generatedTokens - 1, decodeNanos);
  }

  /** Time from the request to the first sampled token, in seconds. */
  public double firstTokenSeconds() {
    return firstTokenNanos / NANOS_PER_SECOND;
  }

  /** The share of the guessed tokens that the text went on with; 0 where none was guessed. */
  public double acceptanceRate() {
    return draftedTokens == 0 ? 0 : (double) acceptedTokens / draftedTokens;
  }
}
