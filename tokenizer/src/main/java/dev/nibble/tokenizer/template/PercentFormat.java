package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Sequence;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code 'format' % values}, with the conversions that texts use. */
final class PercentFormat {
  private static final Pattern CONVERSION =
      Pattern.compile("%(-?)(0?)(\\d{0,3})(?:\\.(\\d{1,2}))?([sdirfx%])");

  private final Printer printer;

  PercentFormat(Printer printer) {
    this.printer = printer;
  }

  String format(String format, Value values) {
    List<Value> all = values instanceof Sequence(List<Value> items) ? items : List.of(values);
    Matcher matcher = CONVERSION.matcher(format);
    StringBuilder out = new StringBuilder();
    int next = 0;
    int end = 0;
    while (matcher.find()) {
      out.append(plain(format.substring(end, matcher.start())));
      end = matcher.end();
      if (matcher.group(5).equals("%")) {
        out.append('%');
      } else if (next < all.size()) {
        out.append(padded(converted(matcher, all.get(next++)), matcher));
      } else {
        throw TemplateException.value("too few values for the format '%s'".formatted(format));
      }
    }
    out.append(plain(format.substring(end)));
    if (next < all.size()) {
      throw TemplateException.value("too many values for the format '%s'".formatted(format));
    }
    return out.toString();
  }

  private static String plain(String text) {
    if (text.indexOf('%') >= 0) {
      throw TemplateException.value(
          "the conversion in '%s' is none of %%s %%d %%i %%r %%f %%x".formatted(text));
    }
    return text;
  }

  private String converted(Matcher matcher, Value value) {
    @Nullable String precision = matcher.group(4);
    return switch (matcher.group(5)) {
      case "s" -> cut(printer.text(value), precision);
      case "r" -> cut(printer.shown(value), precision);
      case "f" ->
          new BigDecimal(Numbers.real(value))
              .setScale(precision == null ? 6 : Integer.parseInt(precision), RoundingMode.HALF_EVEN)
              .toPlainString();
      case "x" -> Long.toHexString((long) Numbers.real(value));
      default -> Long.toString((long) Numbers.real(value));
    };
  }

  private static String cut(String text, @Nullable String precision) {
    return precision == null
        ? text
        : text.substring(0, Math.min(text.length(), Integer.parseInt(precision)));
  }

  private static String padded(String text, Matcher matcher) {
    int width = matcher.group(3).isEmpty() ? 0 : Integer.parseInt(matcher.group(3));
    int missing = Math.max(0, width - text.length());
    if (!matcher.group(1).isEmpty()) {
      return text + " ".repeat(missing);
    }
    return (matcher.group(2).isEmpty() ? " " : "0").repeat(missing) + text;
  }
}
