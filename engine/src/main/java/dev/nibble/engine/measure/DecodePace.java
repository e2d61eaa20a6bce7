package dev.nibble.engine.measure;

/**
 * Watches how long tokens take one at a time, and tells a {@link CliffEvent} where a window of
 * {@value #WINDOW} takes more than {@value #FALL} times as long as the one before. What grows with
 * the context grows slowly and is none.
 */
public final class DecodePace {
  /** Long enough to level out what a busy machine does to single tokens. */
  static final int WINDOW = 32;

  static final int FALL = 2;

  private int tokens;
  private long nanos;
  private long before = Long.MAX_VALUE / FALL;

  /** Creates a watch that has seen nothing. */
  public DecodePace() {}

  /**
   * A token went through the model by itself.
   *
   * @param tokenNanos the time that it took, in nanoseconds
   */
  public void add(long tokenNanos) {
    nanos += tokenNanos;
    tokens++;
    if (tokens == WINDOW) {
      if (nanos > FALL * before) {
        double speedBefore = Throughput.perSecond(WINDOW, before);
        CliffEvent.fallen(speedBefore, Throughput.perSecond(WINDOW, nanos)).commit();
      }
      before = nanos;
      nanos = 0;
      tokens = 0;
    }
  }
}
