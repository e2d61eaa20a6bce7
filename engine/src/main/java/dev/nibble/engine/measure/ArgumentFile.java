package dev.nibble.engine.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Options in a file that is given to Java as {@code @file}: words between blanks and line ends;
 * quoted ones may have blanks, and a backslash in front of a character, or of a line end where they
 * go on behind the blanks of the next line; what is behind a {@code #} is a comment.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html">the java
 *     command, Java Command-Line Argument Files</a>
 */
final class ArgumentFile {
  private static final String BLANKS = " \t\f\r\n";
  private static final String LINE_ENDS = "\r\n";
  private static final String ESCAPES = "nrtf";
  private static final String ESCAPED = "\n\r\t\f";
  private static final char NONE = 0;

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;
  private char quote = NONE;
  private int at;

  private ArgumentFile(String text) {
    this.text = text;
  }

  /** The words of such a file. */
  static List<String> words(String text) {
    return new ArgumentFile(text).split();
  }

  private List<String> split() {
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (isOne(LINE_ENDS, next) || (quote == NONE && isOne(BLANKS, next))) {
        endWord();
      } else if (quote == NONE) {
        takeUnquoted(next);
      } else {
        takeQuoted(next);
      }
    }
    endWord();
    return words;
  }

  private void takeUnquoted(char next) {
    switch (next) {
      case '#' -> {
        // Java drops what stands right in front of it.
        begun = false;
        skip(false);
      }
      case '"', '\'' -> {
        begun = true;
        quote = next;
      }
      default -> add(next);
    }
  }

  private void takeQuoted(char next) {
    if (next == quote) {
      quote = NONE;
    } else if (next != '\\' || at == text.length()) {
      add(next);
    } else if (isOne(LINE_ENDS, text.charAt(at))) {
      skip(true);
    } else {
      char escape = text.charAt(at++);
      int known = ESCAPES.indexOf(escape);
      add(known < 0 ? escape : ESCAPED.charAt(known));
    }
  }

  /** Passes over blanks, or over all but line ends. */
  private void skip(boolean blanks) {
    while (at < text.length()
        && (blanks ? isOne(BLANKS, text.charAt(at)) : !isOne(LINE_ENDS, text.charAt(at)))) {
      at++;
    }
  }

  private void add(char next) {
    begun = true;
    word.append(next);
  }

  /** An open quote ends with its line. */
  private void endWord() {
    if (begun) {
      words.add(word.toString());
    }
    word.setLength(0);
    begun = false;
    quote = NONE;
  }

  private static boolean isOne(String characters, char one) {
    return characters.indexOf(one) >= 0;
  }
}
