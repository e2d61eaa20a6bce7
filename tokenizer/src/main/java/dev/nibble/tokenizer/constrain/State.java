package dev.nibble.tokenizer.constrain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a text may be in its grammar: at several places at once, where the grammar leaves it open.
 *
 * <p>Read by any thread; transitions and the mask are written under the lock of the automaton, and
 * a thread that does not see them yet asks for them there.
 */
final class State {

  /**
   * A place that takes a byte, and the stack above which it stands.
   *
   * @param node a {@link Node.Bytes}
   * @param stack the places to return to; null for none
   */
  record Position(int node, @Nullable Frame stack) {
    long key() {
      return (long) node << Integer.SIZE | Frame.idOf(stack);
    }
  }

  private final List<Position> positions;
  private final boolean complete;
  private final @Nullable State[] next;
  private final boolean counting;
  private @Nullable TokenMask mask;

  /** By the number of the span. */
  private final @Nullable BitSet[] shared;

  State(List<Position> positions, boolean complete, int classes, int spans) {
    this.positions = positions;
    this.complete = complete;
    this.next = new State[positions.isEmpty() ? 0 : classes];
    counting = positions.stream().anyMatch(position -> Frame.isCounting(position.stack()));
    shared = new BitSet[counting ? spans : 0];
  }

  List<Position> positions() {
    return positions;
  }

  /** Whether the text may end here. */
  boolean isComplete() {
    return complete;
  }

  /** Whether nothing may follow. */
  boolean isLast() {
    return positions.isEmpty();
  }

  /** Whether no text leads here. */
  boolean isDead() {
    return positions.isEmpty() && !complete;
  }

  /** Whether a stack of its places counts. */
  boolean isCounting() {
    return counting;
  }

  /** The state behind a class of bytes; null where it was not asked for yet. */
  @Nullable State next(int byteClass) {
    return next[byteClass];
  }

  void next(int byteClass, State state) {
    next[byteClass] = state;
  }

  /** Which tokens may follow; null where it was not asked for yet. */
  @Nullable TokenMask mask() {
    return mask;
  }

  void mask(TokenMask tokens) {
    mask = tokens;
  }

  /**
   * Which tokens of a span may follow this state and all others near it; null where it was not
   * asked for yet. Never changed.
   */
  @Nullable BitSet shared(int span) {
    return shared[span];
  }

  void shared(int span, BitSet tokens) {
    shared[span] = tokens;
  }

  /** Lets go of all that can be made again. */
  void forget() {
    Arrays.fill(next, null);
    Arrays.fill(shared, null);
    mask = null;
  }

  /** What it takes in memory, about. */
  long bytes() {
    return 144 + 4L * (next.length + shared.length) + 64L * positions.size();
  }
}
