package dev.nibble.tokenizer.constrain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Tokens of about the same length by their bytes: those that begin alike share the nodes of what
 * they have in common. Nodes stand in one row, each before its children, so that a walk reads
 * memory in order. Immutable.
 */
final class TokenBand {
  /** A token that is text. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Entry(byte[] bytes, int id) {}

  /** Bytes of the longest token. */
  private final int longest;

  /** In the order of the nodes. */
  private final int[] tokens;

  /** The last byte of each node. */
  private final byte[] labels;

  /** How many bytes lie before it. */
  private final int[] depths;

  /** The next node that is no descendant of it. */
  private final int[] skips;

  /** Where its tokens begin; they end where those of the next node begin. */
  private final int[] firsts;

  /**
   * Makes the nodes.
   *
   * @param entries the tokens, one or more, sorted by their bytes
   */
  TokenBand(List<Entry> entries) {
    tokens = entries.stream().mapToInt(Entry::id).toArray();
    longest = entries.stream().mapToInt(entry -> entry.bytes.length).max().orElseThrow();
    int most = entries.stream().mapToInt(entry -> entry.bytes.length).sum();
    byte[] label = new byte[most];
    int[] depth = new int[most];
    int[] skip = new int[most];
    int[] first = new int[most + 1];
    int[] path = new int[longest];
    int size = 0;
    byte[] before = {};
    for (int i = 0; i < entries.size(); i++) {
      byte[] bytes = entries.get(i).bytes;
      int mismatch = Arrays.mismatch(before, bytes);
      int common = mismatch < 0 ? bytes.length : mismatch;
      for (int d = common; d < before.length; d++) {
        skip[path[d]] = size;
      }
      for (int d = common; d < bytes.length; d++) {
        label[size] = bytes[d];
        depth[size] = d;
        first[size] = i;
        path[d] = size++;
      }
      before = bytes;
    }
    for (int d = 0; d < before.length; d++) {
      skip[path[d]] = size;
    }
    first[size] = entries.size();
    labels = Arrays.copyOf(label, size);
    depths = Arrays.copyOf(depth, size);
    skips = Arrays.copyOf(skip, size);
    firsts = Arrays.copyOf(first, size + 1);
  }

  /** Bytes of the longest token. */
  int longest() {
    return longest;
  }

  /**
   * Finds those that may follow a state.
   *
   * @param allowed receives them
   */
  void follow(State state, Automaton automaton, BitSet allowed) {
    State[] path = new State[longest + 1];
    path[0] = state;
    int node = 0;
    while (node < labels.length) {
      int depth = depths[node];
      State next = automaton.next(path[depth], labels[node]);
      if (next.isDead()) {
        node = skips[node];
      } else {
        path[depth + 1] = next;
        for (int i = firsts[node]; i < firsts[node + 1]; i++) {
          allowed.set(tokens[i]);
        }
        node = next.isLast() ? skips[node] : node + 1;
      }
    }
  }
}
