package dev.nibble.tokenizer.grammar;

/** The characters of a grammar's text, one after the other. */
final class GbnfScanner {
  /** No character: the text is over. */
  static final int END = -1;

  private final String text;
  private int at;

  GbnfScanner(String text) {
    this.text = text;
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  /** The next code point, or {@link #END}. */
  int peek() {
    return at < text.length() ? text.codePointAt(at) : END;
  }

  /** Takes the next code point; there is one. */
  int take() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  /** Takes a string where it stands next. */
  boolean takes(String next) {
    boolean found = text.startsWith(next, at);
    if (found) {
      at += next.length();
    }
    return found;
  }

  void expect(String next) {
    if (!takes(next)) {
      throw unexpected("'" + next + "'");
    }
  }

  /**
   * Passes blanks and comments.
   *
   * @param overLines whether line breaks too
   */
  void skipSpace(boolean overLines) {
    while (true) {
      int c = peek();
      if (c == '#') {
        while (peek() != END && peek() != '\n' && peek() != '\r') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || (overLines && (c == '\n' || c == '\r'))) {
        at++;
      } else {
        return;
      }
    }
  }

  static boolean isNamePart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }

  /** Takes the name of a rule. */
  String name() {
    int from = at;
    while (isNamePart(peek())) {
      at++;
    }
    if (at == from) {
      throw unexpected("the name of a rule");
    }
    return text.substring(from, at);
  }

  /** Takes a number of a repetition. */
  int number() {
    int from = at;
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = 10 * value + (take() - '0');
      if (value > Grammar.MAX_REPETITIONS) {
        throw error(from, "more repetitions than %d".formatted(Grammar.MAX_REPETITIONS));
      }
    }
    if (at == from) {
      throw unexpected("a number");
    }
    return value;
  }

  /** Takes a character of a literal or a class, which may be escaped. */
  int character() {
    int from = at;
    int c = take();
    if (c != '\\') {
      return scalar(from, c);
    }
    if (peek() == END) {
      throw unexpected("the rest of an escape");
    }
    int escape = take();
    return switch (escape) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\', '"', '[', ']', '-', '^' -> escape;
      case 'x' -> scalar(from, hex(2));
      case 'u' -> scalar(from, hex(4));
      case 'U' -> scalar(from, hex(8));
      default ->
          throw error(
              from,
              "the escape \\%s, expected \\n, \\r, \\t, \\\\, \\\", \\[, \\], \\-, \\^, \\x, \\u or \\U"
                  .formatted(Character.toString(escape)));
    };
  }

  private int scalar(int from, int c) {
    if (c < 0
        || c > Character.MAX_CODE_POINT
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw error(from, "a surrogate, or a number over 10FFFF: expected a Unicode character");
    }
    return c;
  }

  private int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = peek() == END ? -1 : Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw unexpected("%d hexadecimal digits".formatted(digits));
      }
      value = value << 4 | digit;
      at++;
    }
    return value;
  }

  GrammarSyntaxException unexpected(String expected) {
    String found = peek() == END ? "the end" : "'" + shown(peek()) + "'";
    return error(at, "found %s, expected %s".formatted(found, expected));
  }

  private static String shown(int c) {
    return Character.isISOControl(c) ? "\\x%02x".formatted(c) : Character.toString(c);
  }

  GrammarSyntaxException error(int position, String reason) {
    return error(position, "", reason);
  }

  GrammarSyntaxException error(int position, String rule, String reason) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < position; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new GrammarSyntaxException(line, position - start + 1, rule, reason);
  }
}
