package dev.nibble.tokenizer;

/** Text as UTF-8 can express it. */
final class WellFormed {
  private static final char REPLACEMENT = '\uFFFD';

  private WellFormed() {}

  /** The characters [from, to) of a text, with lone surrogates replaced. */
  static char[] characters(String text, int from, int to) {
    char[] out = new char[to - from];
    text.getChars(from, to, out, 0);
    replaceLoneSurrogates(out);
    return out;
  }

  /** Replaces each lone surrogate by U+FFFD. */
  static void replaceLoneSurrogates(char[] text) {
    for (int i = 0; i < text.length; i++) {
      if (Character.isSurrogate(text[i])) {
        if (i + 1 < text.length && Character.isSurrogatePair(text[i], text[i + 1])) {
          i++;
        } else {
          text[i] = REPLACEMENT;
        }
      }
    }
  }
}
