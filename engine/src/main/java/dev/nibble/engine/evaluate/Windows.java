package dev.nibble.engine.evaluate;

import java.util.Arrays;
import java.util.OptionalInt;

/** A tokenized text, cut into windows of equal size; a shorter rest is left out. */
final class Windows {
  private final int[] tokens;
  private final int size;
  private final OptionalInt bos;

  /**
   * Cuts a text.
   *
   * @param tokens the whole text
   * @param size tokens of a window
   * @param bos what takes the place of each window's first token, for a model that wants it there
   */
  Windows(int[] tokens, int size, OptionalInt bos) {
    this.tokens = tokens;
    this.size = size;
    this.bos = bos;
  }

  int count() {
    return tokens.length / size;
  }

  int[] window(int index) {
    int[] window = Arrays.copyOfRange(tokens, index * size, (index + 1) * size);
    bos.ifPresent(id -> window[0] = id);
    return window;
  }
}
