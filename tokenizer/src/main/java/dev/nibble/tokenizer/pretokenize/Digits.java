package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.NUMBER;

/** Numbers that are cut after a few digits, of whatever script. */
final class Digits {
  private Digits() {}

  /** {@code \p{N}{1,most}}; from where there is no digit. */
  static int end(char[] text, int from, int to, int most) {
    int end = from;
    for (int i = 0; i < most && end < to && CharacterClass.at(text, end) == NUMBER; i++) {
      end += CharacterClass.width(text, end);
    }
    return end;
  }
}
