package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.LETTER;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.NUMBER;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.SPACE;

/**
 * The pieces of o200k and of Tekken: as in {@link Cl100kWords}, but a word also ends where lower
 * case turns to upper case, and may end in a contraction.
 *
 * <p>As in llama.cpp only ASCII has two cases here, any other letter goes with both: {@code
 * [^\r\n\p{L}\p{N}]?U*W+C?|[^\r\n\p{L}\p{N}]?U+W*C?|\p{N}{1,3}|
 * ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+}, where U is a letter other than a to z, W one
 * other than A to Z, and C a contraction. The tokenizers themselves take the case of all letters,
 * and marks for letters.
 *
 * @param mostDigits the most digits in a piece
 * @param contractions whether a contraction belongs to its word
 * @see <a href="https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py">
 *     openai_public.py</a>
 */
record O200kWords(int mostDigits, boolean contractions) implements Stage {
  private static final int SIGN = ~(SPACE | LETTER | NUMBER);

  @Override
  public int pieceEnd(char[] text, int from, int to) {
    int type = CharacterClass.at(text, from);
    if (type == LETTER) {
      return wordEnd(text, from, to);
    }
    if (type == NUMBER) {
      return Digits.end(text, from, to, mostDigits);
    }
    int next = from + CharacterClass.width(text, from);
    int nextType = next < to ? CharacterClass.at(text, next) : 0;
    if (nextType == LETTER && !Spaces.isLineBreak(text[from])) {
      return wordEnd(text, next, to);
    }
    if (type == SPACE && (text[from] != ' ' || (nextType & SIGN) == 0)) {
      return Spaces.endAtLine(text, from, to);
    }
    int end = CharacterClass.runEnd(text, next, to, SIGN);
    while (end < to && (Spaces.isLineBreak(text[end]) || text[end] == '/')) {
      end++;
    }
    return end;
  }

  private int wordEnd(char[] text, int from, int to) {
    int end = lettersEnd(text, from, to);
    return contractions ? Contractions.endInAnyCase(text, end, to) : end;
  }

  /** U*W+ where there is a W that it can end with, otherwise U+. */
  private static int lettersEnd(char[] text, int from, int to) {
    int end = from;
    int lastOfBothEnd = from;
    while (end < to && !isLower(text[end]) && CharacterClass.at(text, end) == LETTER) {
      boolean both = !isUpper(text[end]);
      end += CharacterClass.width(text, end);
      lastOfBothEnd = both ? end : lastOfBothEnd;
    }
    if (end < to && isLower(text[end])) {
      return lowerEnd(text, end, to);
    }
    return lastOfBothEnd > from ? lastOfBothEnd : end;
  }

  private static int lowerEnd(char[] text, int from, int to) {
    int end = from;
    while (end < to && !isUpper(text[end]) && CharacterClass.at(text, end) == LETTER) {
      end += CharacterClass.width(text, end);
    }
    return end;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
