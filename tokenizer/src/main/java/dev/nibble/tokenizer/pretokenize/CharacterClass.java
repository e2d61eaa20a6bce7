package dev.nibble.tokenizer.pretokenize;

/**
 * What a character is, as a set with one element: the classes that regular expressions of
 * pre-tokenizers tell apart.
 *
 * <p>The classes are those of Unicode 15.1, as in llama.cpp's <a
 * href="https://github.com/ggml-org/llama.cpp/blob/master/src/unicode-data.cpp">unicode-data.cpp</a>:
 * a character that came later is {@link #OTHER}, as are controls and unassigned code points. White
 * space is the Unicode property, {@code \s} of most regular expressions.
 */
final class CharacterClass {
  /** {@code \p{L}}. */
  static final int LETTER = 1;

  /** {@code \p{N}}. */
  static final int NUMBER = 1 << 1;

  /** {@code \p{M}}. */
  static final int MARK = 1 << 2;

  /** {@code \p{P}}. */
  static final int PUNCTUATION = 1 << 3;

  /** {@code \p{S}}. */
  static final int SYMBOL = 1 << 4;

  /** {@code \s}. */
  static final int SPACE = 1 << 5;

  /** None of the others. */
  static final int OTHER = 1 << 6;

  /** Where Unicode 16 put new characters, from and to; nothing was assigned there before. */
  private static final int[] LATER = {
    0x897, 0x897, 0x1B4E, 0x1B4F, 0x1B7F, 0x1B7F, 0x1C89, 0x1C8A, 0x2427, 0x2429, 0x31E4, 0x31E5,
    0xA7CB, 0xA7CD, 0xA7DA, 0xA7DC, 0x105C0, 0x105F3, 0x10D40, 0x10D8F, 0x10EC2, 0x10EFC, 0x11380,
    0x113E2, 0x116D0, 0x116E3, 0x11BC0, 0x11BF9, 0x11F5A, 0x11F5A, 0x13460, 0x143FA, 0x16100,
    0x16139, 0x16D40, 0x16D79, 0x18CFF, 0x18CFF, 0x1CC00, 0x1CEB3, 0x1E5D0, 0x1E5FF, 0x1F8B2,
    0x1F8C1, 0x1FA89, 0x1FA8F, 0x1FABE, 0x1FABE, 0x1FAC6, 0x1FAC6, 0x1FADC, 0x1FADF, 0x1FAE9,
    0x1FAE9, 0x1FBCB, 0x1FBEF
  };

  /** The class of each character that one char can hold. */
  private static final byte[] OF_CHAR = ofChars();

  private CharacterClass() {}

  /** The class of the character that starts at a place of a well-formed text. */
  static int at(char[] text, int index) {
    char c = text[index];
    return Character.isHighSurrogate(c) ? find(Character.codePointAt(text, index)) : OF_CHAR[c];
  }

  /** The class of a code point. */
  static int of(int codePoint) {
    return codePoint < OF_CHAR.length ? OF_CHAR[codePoint] : find(codePoint);
  }

  /** The number of chars of the character that starts at a place of a well-formed text. */
  static int width(char[] text, int index) {
    return Character.isHighSurrogate(text[index]) ? 2 : 1;
  }

  /** The end of the longest run of characters of some classes; from where there is none. */
  static int runEnd(char[] text, int from, int to, int classes) {
    int end = from;
    while (end < to && (at(text, end) & classes) != 0) {
      end += width(text, end);
    }
    return end;
  }

  private static byte[] ofChars() {
    byte[] classes = new byte[Character.MAX_VALUE + 1];
    for (int c = 0; c < classes.length; c++) {
      classes[c] = (byte) find(c);
    }
    return classes;
  }

  private static int find(int codePoint) {
    return isLater(codePoint) ? OTHER : ofType(codePoint);
  }

  private static boolean isLater(int codePoint) {
    for (int i = 0; i < LATER.length && LATER[i] <= codePoint; i += 2) {
      if (codePoint <= LATER[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private static int ofType(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          MARK;
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          PUNCTUATION;
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          SYMBOL;
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          SPACE;
      case Character.CONTROL -> isControlSpace(codePoint) ? SPACE : OTHER;
      default -> OTHER;
    };
  }

  /** Tab, line feed, vertical tab, form feed, carriage return and next line. */
  private static boolean isControlSpace(int codePoint) {
    return (codePoint >= '\t' && codePoint <= '\r') || codePoint == 0x85;
  }
}
