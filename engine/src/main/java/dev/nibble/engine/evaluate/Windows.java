package dev.nibble.engine.evaluate;

import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.Vocabulary;
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

  /**
   * Tokenizes a text, with BOS in front where the model asks for it, and cuts it.
   *
   * @param text the text; control tokens that it spells are text like the rest
   * @param tokenizer the model's
   * @param size tokens of a window
   * @param max windows to take at most, from the beginning; 0 for all
   * @throws IllegalArgumentException if the text does not fill one window, or {@code max} is
   *     negative
   */
  static Windows of(String text, Tokenizer tokenizer, int size, int max) {
    if (max < 0) {
      throw new IllegalArgumentException(
          "%d chunks, expected 1 or more, or 0 for all".formatted(max));
    }
    Vocabulary vocabulary = tokenizer.vocabulary();
    int[] tokens = tokenizer.encode(text, new EncodeOptions(vocabulary.addBos(), false));
    if (tokens.length < size) {
      throw new IllegalArgumentException(
          "the text has %d tokens, but one chunk needs %d: take a longer text or a smaller context"
              .formatted(tokens.length, size));
    }
    int taken = max == 0 ? tokens.length : (int) Math.min(tokens.length, (long) max * size);
    return new Windows(
        Arrays.copyOf(tokens, taken),
        size,
        vocabulary.addBos() ? vocabulary.bos() : OptionalInt.empty());
  }

  /**
   * Checks that a window fits a context.
   *
   * @throws IllegalArgumentException if it has more tokens than there are positions
   */
  static void checkSize(int size, int positions) {
    if (size > positions) {
      throw new IllegalArgumentException(
          "a context of %d tokens, but the model's has %d positions: take that many or fewer"
              .formatted(size, positions));
    }
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
