package dev.nibble.cli;

import java.util.HexFormat;

/** Texts from files, made fit for a terminal. */
final class Printable {
  private Printable() {}

  /** The text with its control characters spelled out, lest a file commands the terminal. */
  static String of(String text) {
    return printable(text, "");
  }

  /** The same for text of several lines, which stay lines. */
  static String lines(String text) {
    return printable(text, "\n\t");
  }

  private static String printable(String text, String kept) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (kept.indexOf(c) >= 0 || !Character.isISOControl(c)) {
        printable.append(c);
      } else {
        printable.append(spelled(c));
      }
    }
    return printable.toString();
  }

  private static String spelled(char control) {
    return switch (control) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u" + HexFormat.of().toHexDigits(control);
    };
  }
}
