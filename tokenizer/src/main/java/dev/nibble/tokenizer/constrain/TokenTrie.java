package dev.nibble.tokenizer.constrain;

import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The tokens of a vocabulary by their bytes: those that begin alike share the nodes of what they
 * have in common. Immutable, and the same for all grammars.
 *
 * <p>Nodes stand in one row, each before its children, so that a walk reads memory in order. Tokens
 * that are no text are in no node.
 */
public final class TokenTrie {
  private final Tokenizer tokenizer;
  private final Nodes nodes;

  /** In the order of the nodes. */
  private final int[] tokens;

  /** Those that end a text, or begin another one. */
  private final BitSet ends;

  /** A token that is text. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Entry(byte[] bytes, int id) {}

  /**
   * The rows.
   *
   * @param labels the last byte of each node
   * @param depths how many bytes lie before it
   * @param skips the next node that is no descendant of it
   * @param firsts where its tokens begin; they end where those of the next node begin
   * @param longest bytes of the longest token
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Nodes(byte[] labels, int[] depths, int[] skips, int[] firsts, int longest) {

    static Nodes of(List<byte[]> sorted) {
      int most = sorted.stream().mapToInt(bytes -> bytes.length).sum();
      int longest = sorted.stream().mapToInt(bytes -> bytes.length).max().orElse(0);
      byte[] labels = new byte[most];
      int[] depths = new int[most];
      int[] skips = new int[most];
      int[] firsts = new int[most + 1];
      int[] path = new int[longest];
      int size = 0;
      byte[] before = {};
      for (int i = 0; i < sorted.size(); i++) {
        byte[] bytes = sorted.get(i);
        int mismatch = Arrays.mismatch(before, bytes);
        int common = mismatch < 0 ? bytes.length : mismatch;
        for (int d = common; d < before.length; d++) {
          skips[path[d]] = size;
        }
        for (int d = common; d < bytes.length; d++) {
          labels[size] = bytes[d];
          depths[size] = d;
          firsts[size] = i;
          path[d] = size++;
        }
        before = bytes;
      }
      for (int d = 0; d < before.length; d++) {
        skips[path[d]] = size;
      }
      firsts[size] = sorted.size();
      return new Nodes(
          Arrays.copyOf(labels, size),
          Arrays.copyOf(depths, size),
          Arrays.copyOf(skips, size),
          Arrays.copyOf(firsts, size + 1),
          longest);
    }
  }

  /**
   * Sorts the tokens of a vocabulary.
   *
   * @param tokenizer which says what bytes they stand for
   */
  public TokenTrie(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    Vocabulary vocabulary = tokenizer.vocabulary();
    List<Entry> entries = new ArrayList<>();
    ends = new BitSet();
    vocabulary.bos().ifPresent(ends::set);
    for (int id = 0; id < vocabulary.size(); id++) {
      byte[] bytes = tokenizer.bytes(id);
      if (vocabulary.isEndOfGeneration(id)) {
        ends.set(id);
      } else if (bytes.length > 0 && !ends.get(id)) {
        entries.add(new Entry(bytes, id));
      }
    }
    entries.sort((a, b) -> Arrays.compareUnsigned(a.bytes, b.bytes));
    tokens = entries.stream().mapToInt(Entry::id).toArray();
    nodes = Nodes.of(entries.stream().map(Entry::bytes).toList());
  }

  /** Whose tokens they are. */
  public Vocabulary vocabulary() {
    return tokenizer.vocabulary();
  }

  /** What a token is in a text. */
  byte[] bytes(int id) {
    return tokenizer.bytes(id);
  }

  /** Whether a token ends a text, or begins another one. */
  boolean isEnd(int id) {
    return ends.get(id);
  }

  /** The tokens that may follow a state; those that end a text where it may end. */
  TokenMask follow(State state, Automaton automaton) {
    BitSet allowed = new BitSet(vocabulary().size());
    if (state.isComplete()) {
      allowed.or(ends);
    }
    State[] path = new State[nodes.longest + 1];
    path[0] = state;
    int node = 0;
    while (node < nodes.labels.length) {
      int depth = nodes.depths[node];
      State next = automaton.next(path[depth], nodes.labels[node]);
      if (next.isDead()) {
        node = nodes.skips[node];
      } else {
        path[depth + 1] = next;
        for (int i = nodes.firsts[node]; i < nodes.firsts[node + 1]; i++) {
          allowed.set(tokens[i]);
        }
        node = next.isLast() ? nodes.skips[node] : node + 1;
      }
    }
    return new TokenMask(allowed);
  }
}
