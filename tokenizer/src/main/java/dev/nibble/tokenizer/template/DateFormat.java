package dev.nibble.tokenizer.template;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** C's {@code strftime} in English, with the fields that templates write dates of. */
final class DateFormat {
  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('Y', "yyyy"),
          Map.entry('y', "yy"),
          Map.entry('m', "MM"),
          Map.entry('d', "dd"),
          Map.entry('e', "ppd"),
          Map.entry('B', "MMMM"),
          Map.entry('b', "MMM"),
          Map.entry('h', "MMM"),
          Map.entry('A', "EEEE"),
          Map.entry('a', "EEE"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('p', "a"),
          Map.entry('j', "DDD"),
          Map.entry('F', "yyyy-MM-dd"),
          Map.entry('T', "HH:mm:ss"),
          Map.entry('D', "MM/dd/yy"));

  private final LocalDateTime date;

  DateFormat(LocalDateTime date) {
    this.date = date;
  }

  String format(String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean field = c == '%' && i + 1 < format.length();
      out.append(field ? field(format.charAt(++i)) : c);
    }
    return out.toString();
  }

  private String field(char name) {
    if (name == '%') {
      return "%";
    }
    String pattern = PATTERNS.get(name);
    if (pattern == null) {
      throw TemplateException.value(
          "there is no field %%%s of a date, only: %s"
              .formatted(name, PATTERNS.keySet().stream().sorted().toList()));
    }
    return date.format(DateTimeFormatter.ofPattern(pattern, Locale.US));
  }
}
