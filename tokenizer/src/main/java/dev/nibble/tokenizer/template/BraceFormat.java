package dev.nibble.tokenizer.template;

import java.util.Optional;

/** Python's {@code 'format'.format(...)}: fields by place and by name, without a layout. */
final class BraceFormat {
  private final Printer printer;

  BraceFormat(Printer printer) {
    this.printer = printer;
  }

  String format(String format, Arguments arguments) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      boolean doubled = at + 1 < format.length() && format.charAt(at + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(c);
        at += 2;
      } else if (c == '{') {
        int end = format.indexOf('}', at);
        if (end < 0) {
          throw TemplateException.value("a field of '%s' does not end".formatted(format));
        }
        String field = format.substring(at + 1, end);
        out.append(printer.text(value(field.isEmpty() ? "" + next++ : field, arguments)));
        at = end + 1;
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static Value value(String field, Arguments arguments) {
    boolean place = field.length() < 4 && Texts.all(field, c -> c >= '0' && c <= '9');
    Optional<Value> value =
        arguments.find(place ? Integer.parseInt(field) : Integer.MAX_VALUE, field);
    return value.orElseThrow(
        () -> TemplateException.value("there is no value for the field {%s}".formatted(field)));
  }
}
