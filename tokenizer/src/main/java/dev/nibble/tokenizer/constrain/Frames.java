package dev.nibble.tokenizer.constrain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of an automaton, each of them once, and which of them are alike for short texts. Not
 * safe for use by several threads at once.
 *
 * <p>A stack is <em>near</em> for a span of bytes when each of its counts is as close to its next
 * bound as it can be without the bound's being reached within the span. Every stack has one near
 * stack, {@link #near}: the same places, the counts moved up. From a place above a stack and from
 * the same place above its near stack exactly the same texts go on that are no longer than the
 * span. The proof:
 *
 * <ul>
 *   <li>A count is looked at when its body is left, and nowhere else. A place takes a byte; so at
 *       least one byte lies before a body is left that the text is in, and before it is left again
 *       lies a whole pass, of {@link Node.Repeat#shortest} bytes at least. Within a span of {@code
 *       n} bytes a body is left at most {@code r = 1 + (n - 1) / shortest} times, and what is
 *       looked at are the counts {@code c, c + 1, ..., c + r - 1}.
 *   <li>Bodies that may be empty are compiled without a lower bound, and a way through them needs
 *       no empty pass: without it all later counts are lower, and lower counts allow no less. So
 *       the passes of a shortest way take a byte each, and {@code shortest} is 1.
 *   <li>Where {@code c <= min - r}, none of these counts reaches the lower bound nor, since it is
 *       no lower, the upper one. Nor do they from {@code min - r} on.
 *   <li>Where {@code min <= c <= max - r}, all of them reach the lower bound and none the upper
 *       one. So do they from {@code max - r} on.
 *   <li>All other counts stay as they are. Frames that are put on the stack within the span begin
 *       to count anew, the same from both stacks. So each way from one stack is a way from the
 *       other, byte by byte.
 * </ul>
 */
final class Frames {
  private record Key(int node, int count, int parent) {}

  private final Program program;

  /** In bytes, each 1 or more. */
  private final int[] spans;

  private final Map<Key, Frame> known = new HashMap<>();
  private int last = Frame.EMPTY;
  private long bytes;

  Frames(Program program, int... spans) {
    this.program = program;
    this.spans = spans;
  }

  /** The stack with one more frame. */
  Frame frame(int node, int count, @Nullable Frame parent) {
    return known.computeIfAbsent(
        new Key(node, count, Frame.idOf(parent)),
        _ -> {
          Frame made = new Frame(++last, node, count, parent, spans.length);
          bytes += made.bytes();
          return made;
        });
  }

  /**
   * The near stack of a stack.
   *
   * @param stack which one; null for the empty one
   * @param span the number of the span
   */
  @Nullable Frame near(@Nullable Frame stack, int span) {
    Deque<Frame> above = new ArrayDeque<>();
    @Nullable Frame at = stack;
    while (at != null && Frame.isCounting(at) && at.near(span) == null) {
      above.push(at);
      at = at.parent();
    }
    @Nullable Frame near = at != null && Frame.isCounting(at) ? at.near(span) : at;
    for (Frame frame : above) {
      Frame made = frame(frame.node(), nearCount(frame, span), near);
      frame.near(span, made);
      near = made;
    }
    return near;
  }

  private int nearCount(Frame frame, int span) {
    return frame.count() == Frame.CALL
        ? Frame.CALL
        : ((Node.Repeat) program.node(frame.node())).near(frame.count(), spans[span]);
  }

  /** What they take in memory, about. */
  long bytes() {
    return bytes;
  }

  /** Lets go of all; numbers are not given again. */
  void clear() {
    known.clear();
    bytes = 0;
  }
}
