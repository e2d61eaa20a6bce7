package dev.nibble.tokenizer.template;

/** The escapes of Python's strings. */
final class Escapes {
  private static final String NAMES = "ntrabfv0\\'\"";
  private static final String MEANINGS = "\n\t\r\u0007\b\f\u000b\0\\'\"";

  private Escapes() {}

  /**
   * What a string stands for.
   *
   * @param source the characters between its quotes
   * @param line where it stands
   */
  static String resolve(String source, int line) {
    if (source.indexOf('\\') < 0) {
      return source;
    }
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at++);
      if (c != '\\' || at == source.length()) {
        text.append(c);
        continue;
      }
      char escape = source.charAt(at++);
      int digits = digits(escape);
      int meaning = NAMES.indexOf(escape);
      if (digits > 0) {
        text.appendCodePoint(codePoint(source, at, digits, line));
        at += digits;
      } else if (meaning >= 0) {
        text.append(MEANINGS.charAt(meaning));
      } else if (escape != '\n') {
        text.append('\\').append(escape);
      }
    }
    return text.toString();
  }

  private static int digits(char escape) {
    return switch (escape) {
      case 'x' -> 2;
      case 'u' -> 4;
      case 'U' -> 8;
      default -> 0;
    };
  }

  private static int codePoint(String source, int at, int digits, int line) {
    try {
      int value = Integer.parseInt(source, at, Math.min(at + digits, source.length()), 16);
      if (at + digits <= source.length() && Character.isValidCodePoint(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw TemplateException.syntax(
        line, "an escape in a string is not %d hex digits of a character".formatted(digits));
  }
}
