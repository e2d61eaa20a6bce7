package dev.nibble.tokenizer.constrain;

import dev.nibble.tokenizer.grammar.Expression;
import java.util.Arrays;

/** A place in a compiled grammar; nodes refer to each other by their index. */
sealed interface Node {
  /** No node. */
  int NONE = -1;

  /**
   * Takes one byte.
   *
   * @param first the lowest byte of each range, as 0 to 255, ascending
   * @param last the highest of each
   * @param targets where each leads
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Bytes(int[] first, int[] last, int[] targets) implements Node {

    /**
     * From one target a byte.
     *
     * @param byByte 256 nodes, {@link #NONE} where a byte is not taken
     */
    static Bytes of(int[] byByte) {
      int runs = 0;
      int[] first = new int[256];
      int[] last = new int[256];
      int[] targets = new int[256];
      for (int b = 0; b < 256; b++) {
        if (byByte[b] == NONE) {
          continue;
        }
        if (runs > 0 && last[runs - 1] == b - 1 && targets[runs - 1] == byByte[b]) {
          last[runs - 1] = b;
        } else {
          first[runs] = b;
          last[runs] = b;
          targets[runs++] = byByte[b];
        }
      }
      return new Bytes(
          Arrays.copyOf(first, runs), Arrays.copyOf(last, runs), Arrays.copyOf(targets, runs));
    }

    /** The bytes around one of them that lead to the same node. */
    Run run(int value) {
      int from = 0;
      for (int i = 0; i < first.length; i++) {
        if (value < first[i]) {
          return new Run(from, first[i] - 1, NONE);
        }
        if (value <= last[i]) {
          return new Run(first[i], last[i], targets[i]);
        }
        from = last[i] + 1;
      }
      return new Run(from, 255, NONE);
    }
  }

  /**
   * Neighbouring bytes.
   *
   * @param first the lowest
   * @param last the highest
   * @param target where they lead, or {@link #NONE}
   */
  record Run(int first, int last, int target) {}

  /**
   * Goes on at any of some nodes.
   *
   * @param targets which ones
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Split(int... targets) implements Node {}

  /**
   * Goes through a rule.
   *
   * @param rule its number
   * @param next where to go on behind it
   */
  record Call(int rule, int next) implements Node {}

  /**
   * Goes through a body again and again.
   *
   * @param body its first node; it ends with a {@link Return}
   * @param min how often at least; 0 where a pass may be empty
   * @param max how often at most
   * @param shortest how many bytes a pass takes at least, those that are empty aside; 1 or more
   * @param next where to go on then
   */
  record Repeat(int body, int min, int max, int shortest, int next) implements Node {

    /**
     * The highest count that no text of a span tells from a count; see {@link Frames}.
     *
     * @param count how often the body was entered
     * @param span bytes of the text at most, 1 or more
     */
    int near(int count, int span) {
      int returns = 1 + (span - 1) / shortest;
      if (count < min) {
        return Math.max(count, min - returns);
      }
      return max == Expression.UNBOUNDED ? count : Math.max(count, max - returns);
    }
  }

  /** The end of a rule or of a body: goes on where the stack says. */
  record Return() implements Node {}
}
