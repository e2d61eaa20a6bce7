package dev.nibble.tokenizer.constrain;

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

    /** Where a byte leads, or {@link #NONE}. */
    int target(int value) {
      for (int i = 0; i < first.length; i++) {
        if (first[i] <= value && value <= last[i]) {
          return targets[i];
        }
      }
      return NONE;
    }
  }

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
   * @param min how often at least
   * @param max how often at most
   * @param next where to go on then
   */
  record Repeat(int body, int min, int max, int next) implements Node {}

  /** The end of a rule or of a body: goes on where the stack says. */
  record Return() implements Node {}
}
