package dev.nibble.cli.fallback;

/**
 * One token's way through the model.
 *
 * @param position tokens of the sequence with it, the prompt included
 * @param level the level that it belongs to, from 0
 * @param nanos time of the forward pass, the logits included, in nanoseconds
 * @param held what was on the device behind the pass
 * @param moved whether something moved in this pass: its time is then not the model's alone
 * @param requiredBytes R
 * @param budgetBytes G
 * @param usedBytes what the device had in use
 */
public record TracedToken(
    int position,
    int level,
    long nanos,
    OnDevice held,
    boolean moved,
    long requiredBytes,
    long budgetBytes,
    long usedBytes) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Tokens a second, were all like this one. */
  public double perSecond() {
    return NANOS_PER_SECOND / nanos;
  }
}
