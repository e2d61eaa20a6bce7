package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.SPACE;

/** White space where nothing else takes it. Every white space character is one char. */
final class Spaces {
  private Spaces() {}

  /**
   * {@code \s+(?!\S)|\s+}: the run of white space, without its last character where something
   * follows that it may belong to.
   */
  static int end(char[] text, int from, int to) {
    return end(from, CharacterClass.runEnd(text, from, to, SPACE), to);
  }

  /** {@code \s*[\r\n]+|\s+(?!\S)|\s+}: if there is a line break in the run, it ends there. */
  static int endAtLine(char[] text, int from, int to) {
    int runEnd = CharacterClass.runEnd(text, from, to, SPACE);
    for (int end = runEnd; end > from; end--) {
      if (isLineBreak(text[end - 1])) {
        return end;
      }
    }
    return end(from, runEnd, to);
  }

  /** Whether a character is a line feed or a carriage return. */
  static boolean isLineBreak(char c) {
    return c == '\n' || c == '\r';
  }

  private static int end(int from, int runEnd, int to) {
    return runEnd == to || runEnd == from + 1 ? runEnd : runEnd - 1;
  }
}
