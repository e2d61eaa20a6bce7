package dev.nibble.engine.kernel;

/**
 * How long a thread waits for another before it does something else. It spins, which sees the other
 * within a fraction of a microsecond; later it also offers its core to whoever wants it; then its
 * patience is over. Counted in time, since a spin takes 1 to 50 nanoseconds, by the processor.
 *
 * <p>Belongs to one thread.
 */
final class Patience {
  /** Between looks at the clock, each of which takes as long as some spins. */
  private static final int SPINS_A_LOOK = 64;

  private final long spinNanos;
  private final long nanos;
  private int spins;
  private long begin;

  /**
   * Creates a patience.
   *
   * @param spinNanos how long to keep the core; 0 where the other may be in need of it
   * @param nanos how long to wait in all
   */
  Patience(long spinNanos, long nanos) {
    this.spinNanos = spinNanos;
    this.nanos = nanos;
  }

  /** Begins to wait. */
  void begin() {
    spins = 0;
    begin = System.nanoTime();
  }

  /** Waits for a moment; at once false where the patience is over. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint to the scheduler is what is wanted
  boolean holds() {
    if (++spins % SPINS_A_LOOK != 0) {
      Thread.onSpinWait();
      return true;
    }
    long waited = System.nanoTime() - begin;
    if (waited >= nanos) {
      return false;
    }
    if (waited >= spinNanos) {
      Thread.yield();
    }
    return true;
  }
}
