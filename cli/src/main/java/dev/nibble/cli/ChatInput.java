package dev.nibble.cli;

import java.io.IOException;
import java.util.Optional;

/** Where a person's words come from, a line at a time. */
sealed interface ChatInput extends AutoCloseable permits LineInput, TerminalInput {
  /** What opens and closes words of several lines. */
  String QUOTES = "\"\"\"";

  /**
   * Reads a line.
   *
   * @param more whether it goes on with the words before it
   * @return the line; empty at the end
   */
  Optional<String> line(boolean more) throws IOException;

  /**
   * Has Ctrl-C told, as long as no line is read.
   *
   * @param action what it does
   */
  void onInterrupt(Runnable action);

  @Override
  void close() throws IOException;

  /**
   * Reads words of one line or more: a line that ends with a backslash goes on with the next one,
   * and what begins with three quotes ends with three quotes.
   *
   * @return the words; empty at the end
   */
  default Optional<String> words() throws IOException {
    Optional<String> first = line(false);
    if (first.isEmpty()) {
      return first;
    }
    StringBuilder words = new StringBuilder(first.get());
    boolean quoted = words.indexOf(QUOTES) == 0;
    while (isOpen(words, quoted)) {
      if (!quoted) {
        words.setLength(words.length() - 1);
      }
      Optional<String> next = line(true);
      if (next.isEmpty()) {
        break;
      }
      words.append('\n').append(next.get());
    }
    return Optional.of(quoted ? unquoted(words.toString()) : words.toString());
  }

  private static boolean isOpen(StringBuilder words, boolean quoted) {
    if (!quoted) {
      return !words.isEmpty() && words.charAt(words.length() - 1) == '\\';
    }
    String text = words.toString().stripTrailing();
    return text.length() < 2 * QUOTES.length() || !text.endsWith(QUOTES);
  }

  private static String unquoted(String words) {
    String text = words.stripTrailing();
    boolean closed = text.length() >= 2 * QUOTES.length() && text.endsWith(QUOTES);
    int end = closed ? text.length() - QUOTES.length() : text.length();
    return text.substring(QUOTES.length(), end).strip();
  }
}
