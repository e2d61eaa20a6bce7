package dev.nibble.engine.evaluate.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Texts as sequences of words. */
final class Words {
  /** White space as Unicode has it, and the four separators that ASCII had for records. */
  private static final Pattern BLANKS = Pattern.compile("[\\p{IsWhite_Space}\\x1C-\\x1F]+");

  /** All but letters, the marks upon them, and digits. */
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  private Words() {}

  /** What stands between white space, just as it is. */
  static List<String> asWritten(String text) {
    return split(BLANKS, text);
  }

  /** Runs of letters and digits of any script, in lower case. */
  static List<String> folded(String text) {
    return split(BETWEEN, text.toLowerCase(Locale.ROOT));
  }

  private static List<String> split(Pattern separator, String text) {
    return separator.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }
}
