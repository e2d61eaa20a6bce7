package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.SPACE;

/** Makes the white space at the end of its range a piece: {@code \s+$}. */
final class TrailingSpaces implements Stage {
  @Override
  public int pieceEnd(char[] text, int from, int to) {
    int start = to;
    while (start > from && CharacterClass.of(text[start - 1]) == SPACE) {
      start--;
    }
    return start > from ? start : to;
  }
}
