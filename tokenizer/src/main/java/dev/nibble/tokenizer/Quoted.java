package dev.nibble.tokenizer;

/** Text of a file in a message, cut where it would fill the screen. */
final class Quoted {
  private static final int MAX_CHARACTERS = 80;

  private Quoted() {}

  static String of(String text) {
    return text.length() <= MAX_CHARACTERS
        ? "'" + text + "'"
        : "'" + text.substring(0, MAX_CHARACTERS) + "...' (" + text.length() + " characters)";
  }
}
