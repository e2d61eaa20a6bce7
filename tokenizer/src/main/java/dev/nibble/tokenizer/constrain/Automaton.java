package dev.nibble.tokenizer.constrain;

import dev.nibble.tokenizer.constrain.State.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states of a program and the ways between them, made when they are first taken. Safe for use
 * by several threads.
 *
 * <p>What is made stays until it takes {@link #MAX_BYTES}; then all of it is made anew.
 */
final class Automaton {
  /** In how many places at once a text may be. */
  private static final int MAX_POSITIONS = 20_000;

  /** What states and masks take at most, about. */
  private static final long MAX_BYTES = 64L << 20;

  /** Positions by their keys, ascending. */
  private record StateKey(List<Long> positions, boolean complete) {}

  private final Program program;
  private final ByteClasses classes;
  private final int spans;
  private final State dead;
  private final Map<StateKey, State> states = new HashMap<>();
  private final Map<TokenMask, TokenMask> masks = new HashMap<>();
  private final Frames frames;
  private long bytes;

  /**
   * Begins without states.
   *
   * @param program the grammar
   * @param spans bytes that are looked ahead, for {@link #near}
   */
  Automaton(Program program, int... spans) {
    this.program = program;
    this.classes = new ByteClasses(program);
    this.spans = spans.length;
    this.frames = new Frames(program, spans);
    this.dead = new State(List.of(), false, classes.count(), spans.length);
  }

  /** The state before the first byte. */
  synchronized State start() {
    Closure closure = new Closure();
    closure.add(program.start(program.root()), null);
    return closure.state();
  }

  /** The state behind a byte. */
  State next(State state, byte value) {
    if (state.isLast()) {
      return dead;
    }
    int byteClass = classes.of(value);
    State known = state.next(byteClass);
    return known != null ? known : make(state, byteClass);
  }

  /** Makes the way for a byte, and for all others around it that no place tells from it. */
  private synchronized State make(State state, int byteClass) {
    makeRoom();
    Closure closure = new Closure();
    int value = classes.representative(byteClass);
    int first = 0;
    int last = 255;
    for (Position position : state.positions()) {
      Node.Run run = ((Node.Bytes) program.node(position.node())).run(value);
      if (run.target() != Node.NONE) {
        closure.add(run.target(), position.stack());
      }
      first = Math.max(first, run.first());
      last = Math.min(last, run.last());
    }
    State made = closure.state();
    for (int i = classes.of((byte) first); i <= classes.of((byte) last); i++) {
      state.next(i, made);
    }
    return made;
  }

  /**
   * The state at the same places above the {@linkplain Frames near} stacks: the same texts of the
   * span follow it.
   *
   * @param state where the text is
   * @param span the number of the span
   */
  synchronized State near(State state, int span) {
    if (!state.isCounting()) {
      return state;
    }
    makeRoom();
    Map<Long, Position> places = new HashMap<>();
    for (Position position : state.positions()) {
      Position near = new Position(position.node(), frames.near(position.stack(), span));
      places.put(near.key(), near);
    }
    return state(new ArrayList<>(places.values()), state.isComplete());
  }

  private State state(List<Position> positions, boolean complete) {
    positions.sort(Comparator.comparingLong(Position::key));
    StateKey key = new StateKey(positions.stream().map(Position::key).toList(), complete);
    return states.computeIfAbsent(
        key,
        _ -> {
          State made = new State(List.copyOf(positions), complete, classes.count(), spans);
          bytes += made.bytes();
          return made;
        });
  }

  /** Keeps what follows a state, and all others near it. */
  synchronized void keep(State state, int span, BitSet tokens) {
    state.shared(span, tokens);
    bytes += 48 + tokens.size() / Byte.SIZE;
  }

  /**
   * Keeps a mask with its state.
   *
   * @return an equal one that is kept already, or this one
   */
  synchronized TokenMask keep(State state, TokenMask mask) {
    makeRoom();
    TokenMask kept =
        masks.computeIfAbsent(
            mask,
            _ -> {
              bytes += mask.bytes();
              return mask;
            });
    state.mask(kept);
    return kept;
  }

  private void makeRoom() {
    if (bytes + frames.bytes() > MAX_BYTES) {
      states.values().forEach(State::forget);
      states.clear();
      masks.clear();
      frames.clear();
      bytes = 0;
    }
  }

  /** Follows what takes no byte, until all places are found that take one. */
  private final class Closure {
    private final Deque<Position> open = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private final List<Position> found = new ArrayList<>();
    private boolean complete;

    void add(int node, @Nullable Frame stack) {
      Position position = new Position(node, stack);
      if (!seen.add(position.key())) {
        return;
      }
      if (seen.size() > MAX_POSITIONS) {
        throw new ConstraintLimitException(
            "the grammar leaves open in which of %d places a text is, expected one that is less ambiguous"
                .formatted(MAX_POSITIONS));
      }
      open.push(position);
    }

    State state() {
      while (!open.isEmpty()) {
        follow(open.pop());
      }
      return found.isEmpty() && !complete ? dead : Automaton.this.state(found, complete);
    }

    private void follow(Position position) {
      Frame stack = position.stack();
      switch (program.node(position.node())) {
        case Node.Bytes _ -> found.add(position);
        case Node.Split(int[] targets) -> {
          for (int target : targets) {
            add(target, stack);
          }
        }
        case Node.Call(int rule, int next) -> {
          // What would only return again needs no place on the stack: it does not grow by lists.
          Frame below = next == Program.RETURN ? stack : frames.frame(next, Frame.CALL, stack);
          add(program.start(rule), below);
        }
        case Node.Repeat repeat -> again(position.node(), repeat, 0, stack);
        case Node.Return _ -> {
          if (stack == null) {
            complete = true;
          } else if (stack.count() == Frame.CALL) {
            add(stack.node(), stack.parent());
          } else {
            Node.Repeat repeat = (Node.Repeat) program.node(stack.node());
            again(stack.node(), repeat, stack.count(), stack.parent());
          }
        }
      }
    }

    /** Goes on behind so many passes through a body; where there is no limit, few are counted. */
    private void again(int node, Node.Repeat repeat, int count, @Nullable Frame stack) {
      if (count >= repeat.min()) {
        add(repeat.next(), stack);
      }
      if (count < repeat.max()) {
        boolean limited = repeat.max() != Integer.MAX_VALUE;
        int entered = limited ? count + 1 : Math.min(count + 1, repeat.min());
        add(repeat.body(), frames.frame(node, entered, stack));
      }
    }
  }
}
