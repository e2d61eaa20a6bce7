package dev.nibble.tokenizer.constrain;

import java.util.Arrays;

/**
 * Bytes that no place of a grammar tells apart are one class, so that states have few transitions.
 */
final class ByteClasses {
  private final int[] classes = new int[256];
  private final int[] representatives;

  ByteClasses(Program program) {
    boolean[] begins = new boolean[257];
    for (Node node : program.nodes()) {
      if (node instanceof Node.Bytes(int[] first, int[] last, int[] _)) {
        for (int i = 0; i < first.length; i++) {
          begins[first[i]] = true;
          begins[last[i] + 1] = true;
        }
      }
    }
    int[] found = new int[256];
    int count = 1;
    for (int value = 1; value < 256; value++) {
      if (begins[value]) {
        found[count++] = value;
      }
      classes[value] = count - 1;
    }
    representatives = Arrays.copyOf(found, count);
  }

  /** How many there are. */
  int count() {
    return representatives.length;
  }

  /** The class of a byte. */
  int of(byte value) {
    return classes[value & 0xFF];
  }

  /** A byte of a class, from 0 to 255. */
  int representative(int index) {
    return representatives[index];
  }
}
