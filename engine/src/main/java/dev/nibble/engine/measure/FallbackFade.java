package dev.nibble.engine.measure;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How speed fades when work falls back from a device to the CPU: {@code P(R, G) = P_opt} where R is
 * at most G, else {@code alpha P_fall}. P_opt is measured while everything that was planned is on
 * the device, P_fall while nothing is, and alpha is the present speed in units of P_fall: over 1 as
 * long as the device still helps.
 *
 * <p>A pass's time is that of the model alone, logits included: what is done with a token is left
 * out. Only passes of one token a sequence count, none in which something moved, and of each kind
 * the last {@value #PASSES}: the first ones of a process are slow, while Java compiles.
 */
public final class FallbackFade {
  /** Passes that a speed is measured over. */
  static final int PASSES = 64;

  private static final double NANOS_PER_SECOND = 1e9;

  /** Tokens of the last passes, and the time that they took. */
  private static final class Rate {
    private final int[] tokens = new int[PASSES];
    private final long[] nanos = new long[PASSES];
    private long tokenSum;
    private long nanoSum;
    private int next;

    void add(int moreTokens, long moreNanos) {
      tokenSum += moreTokens - tokens[next];
      nanoSum += moreNanos - nanos[next];
      tokens[next] = moreTokens;
      nanos[next] = moreNanos;
      next = (next + 1) % PASSES;
    }

    void clear() {
      Arrays.fill(tokens, 0);
      Arrays.fill(nanos, 0);
      tokenSum = 0;
      nanoSum = 0;
    }

    OptionalDouble perSecond() {
      return nanoSum == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(tokenSum * NANOS_PER_SECOND / nanoSum);
    }
  }

  private final Rate optimal = new Rate();
  private final Rate fallen = new Rate();
  private final Rate present = new Rate();

  /** Creates meters that have measured nothing. */
  public FallbackFade() {}

  /**
   * A pass has ended.
   *
   * @param tokens its tokens
   * @param nanos its time
   * @param placed how much is on the device
   * @param planned how much was planned for it
   */
  public void count(int tokens, long nanos, int placed, int planned) {
    present.add(tokens, nanos);
    if (placed == 0) {
      fallen.add(tokens, nanos);
    } else if (placed == planned) {
      optimal.add(tokens, nanos);
    }
  }

  /** Something has moved: the present speed is to be measured anew. */
  public void change() {
    present.clear();
  }

  /** P_opt in tokens a second; empty until it is measured. */
  public OptionalDouble optimal() {
    return optimal.perSecond();
  }

  /** P_fall in tokens a second; empty until it is measured. */
  public OptionalDouble fallen() {
    return fallen.perSecond();
  }

  /** P in tokens a second since the last change; empty until it is measured. */
  public OptionalDouble present() {
    return present.perSecond();
  }
}
