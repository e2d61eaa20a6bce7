package dev.nibble.tokenizer.pretokenize;

/** English contractions: {@code 's|'t|'re|'ve|'m|'ll|'d}. */
final class Contractions {
  /** What an ASCII letter has in lower case only. */
  private static final int LOWER_CASE = 0x20;

  private Contractions() {}

  /** The end of a contraction in lower case; from where none starts. */
  static int end(char[] text, int from, int to) {
    return end(text, from, to, 0);
  }

  /** The end of a contraction in any case; from where none starts. */
  static int endInAnyCase(char[] text, int from, int to) {
    return end(text, from, to, LOWER_CASE);
  }

  private static int end(char[] text, int from, int to, int caseBit) {
    if (to - from < 2 || text[from] != '\'') {
      return from;
    }
    int first = text[from + 1] | caseBit;
    int second = to - from > 2 ? text[from + 2] | caseBit : 0;
    return switch (first) {
      case 's', 't', 'm', 'd' -> from + 2;
      case 'r', 'v' -> second == 'e' ? from + 3 : from;
      case 'l' -> second == 'l' ? from + 3 : from;
      default -> from;
    };
  }
}
