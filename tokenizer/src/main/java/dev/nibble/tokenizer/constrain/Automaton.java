package dev.nibble.tokenizer.constrain;

import dev.nibble.tokenizer.constrain.State.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private record StateKey(List<Long> positions, boolean complete) {}

  private record FrameKey(int node, int count, int parent) {}

  private final Program program;
  private final ByteClasses classes;
  private final State dead;
  private final Map<StateKey, State> states = new HashMap<>();
  private final Map<FrameKey, Frame> frames = new HashMap<>();
  private int lastFrame = Frame.EMPTY;
  private long bytes;

  Automaton(Program program) {
    this.program = program;
    this.classes = new ByteClasses(program);
    this.dead = new State(List.of(), false, classes.count());
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

  private synchronized State make(State state, int byteClass) {
    makeRoom();
    Closure closure = new Closure();
    int value = classes.representative(byteClass);
    for (Position position : state.positions()) {
      int target = ((Node.Bytes) program.node(position.node())).target(value);
      if (target != Node.NONE) {
        closure.add(target, position.stack());
      }
    }
    State made = closure.state();
    state.next(byteClass, made);
    return made;
  }

  /** Keeps a mask with its state. */
  synchronized void keep(State state, TokenMask mask) {
    makeRoom();
    state.mask(mask);
    bytes += mask.bytes();
  }

  private void makeRoom() {
    if (bytes > MAX_BYTES) {
      states.values().forEach(State::forget);
      states.clear();
      frames.clear();
      bytes = 0;
    }
  }

  private Frame frame(int node, int count, Frame parent) {
    return frames.computeIfAbsent(
        new FrameKey(node, count, Frame.idOf(parent)),
        _ -> {
          bytes += 96;
          return new Frame(++lastFrame, node, count, parent);
        });
  }

  /** Follows what takes no byte, until all places are found that take one. */
  private final class Closure {
    private final Deque<Position> open = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private final List<Position> found = new ArrayList<>();
    private boolean complete;

    void add(int node, Frame stack) {
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
      if (found.isEmpty() && !complete) {
        return dead;
      }
      found.sort(Comparator.comparingLong(Position::key));
      StateKey key = new StateKey(found.stream().map(Position::key).toList(), complete);
      return states.computeIfAbsent(
          key,
          _ -> {
            State made = new State(List.copyOf(found), complete, classes.count());
            bytes += made.bytes();
            return made;
          });
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
          Frame below = next == Program.RETURN ? stack : frame(next, Frame.CALL, stack);
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
    private void again(int node, Node.Repeat repeat, int count, Frame stack) {
      if (count >= repeat.min()) {
        add(repeat.next(), stack);
      }
      if (count < repeat.max()) {
        boolean limited = repeat.max() != Integer.MAX_VALUE;
        int entered = limited ? count + 1 : Math.min(count + 1, repeat.min());
        add(repeat.body(), frame(node, entered, stack));
      }
    }
  }
}
