package dev.nibble.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** What Python does with strings. Places in them count characters, not halves of them. */
final class Texts {
  private Texts() {}

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The characters, a string each. */
  static List<Value> characters(String text) {
    return text.codePoints().<Value>mapToObj(c -> new Value.Text(Character.toString(c))).toList();
  }

  /**
   * Takes characters off the ends.
   *
   * @param text the string
   * @param taken the code points to take
   * @param left whether to take them off the beginning
   * @param right whether to take them off the end
   */
  static String strip(String text, IntPredicate taken, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && taken.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && from < to && taken.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /** The words between white space. */
  static List<String> words(String text, long most) {
    List<String> words = new ArrayList<>();
    String rest = strip(text, Texts::isSpace, true, false);
    while (!rest.isEmpty()) {
      int end = 0;
      while (end < rest.length() && !isSpace(rest.codePointAt(end))) {
        end += Character.charCount(rest.codePointAt(end));
      }
      if (most >= 0 && words.size() == most) {
        end = rest.length();
      }
      words.add(rest.substring(0, end));
      rest = strip(rest.substring(end), Texts::isSpace, true, false);
    }
    return words;
  }

  /** The parts between separators, from the beginning on. */
  static List<String> split(String text, String separator, long most) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int from = 0;
    int at = text.indexOf(separator);
    while (at >= 0 && (most < 0 || parts.size() < most)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** The parts between separators, where those at the end count first. */
  static List<String> splitFromRight(String text, String separator, long most) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int to = text.length();
    int at = text.lastIndexOf(separator);
    while (at >= 0 && (most < 0 || parts.size() < most)) {
      parts.addFirst(text.substring(at + separator.length(), to));
      to = at;
      at = to == 0 ? -1 : text.lastIndexOf(separator, to - separator.length());
    }
    parts.addFirst(text.substring(0, to));
    return parts;
  }

  static void requireSeparator(String separator) {
    if (separator.isEmpty()) {
      throw TemplateException.value("empty separator");
    }
  }

  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\r\n|[\n\r]", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  static String replace(String text, String from, String to, long most) {
    if (most < 0) {
      return text.replace(from, to);
    }
    StringBuilder out = new StringBuilder();
    int end = 0;
    int at = text.indexOf(from);
    for (long i = 0; i < most && at >= 0; i++) {
      out.append(text, end, at).append(to);
      end = at + from.length();
      at = text.indexOf(from, Math.max(end, at + 1));
    }
    return out.append(text.substring(end)).toString();
  }

  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  /** The first letter of each word in upper case, the others in lower case. */
  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      out.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inside = Character.isLetter(c);
    }
    return out.toString();
  }

  static boolean all(String text, IntPredicate predicate) {
    return !text.isEmpty() && text.codePoints().allMatch(predicate);
  }

  static Value.Sequence sequence(List<String> parts) {
    return new Value.Sequence(parts.stream().<Value>map(Value.Text::new).toList());
  }
}
