package dev.nibble.cli;

import java.util.HexFormat;

/** Texts from files, made fit for a terminal. */
final class Printable {
  private Printable() {}

  /** The text with its control characters spelled out, lest a file commands the terminal. */
  static String of(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> printable.append("\\n");
        case '\r' -> printable.append("\\r");
        case '\t' -> printable.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            printable.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            printable.append(c);
          }
        }
      }
    }
    return printable.toString();
  }
}
