package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Values as JSON, laid out as Python's {@code json.dumps} does. */
final class JsonPrinter {
  private final Allowance allowance;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final boolean ascii;
  private final StringBuilder out = new StringBuilder();

  /**
   * Prepares.
   *
   * @param allowance what it may use
   * @param arguments those of {@code tojson}: {@code indent}, {@code separators}, {@code sort_keys}
   *     and {@code ensure_ascii}
   */
  JsonPrinter(Allowance allowance, Arguments arguments) {
    this.allowance = allowance;
    indent = indent(arguments.get(0, "indent", Value.NONE));
    if (arguments.get(1, "separators", Value.NONE) instanceof Sequence(List<Value> two)
        && two.size() == 2
        && two.get(0) instanceof Text(String item)
        && two.get(1) instanceof Text(String key)) {
      itemSeparator = item;
      keySeparator = key;
    } else {
      itemSeparator = indent == null ? ", " : ",";
      keySeparator = ": ";
    }
    sorted = arguments.get(2, "sort_keys", Value.FALSE).isTrue();
    ascii = arguments.get(3, "ensure_ascii", Value.FALSE).isTrue();
  }

  private @Nullable String indent(Value value) {
    return switch (value) {
      case Value.Int(long count) -> " ".repeat(Math.clamp(count, 0, 64));
      case Text(String text) -> allowance.made(text);
      default -> null;
    };
  }

  String print(Value value) {
    print(value, 0);
    return allowance.made(out.toString());
  }

  private void print(Value value, int level) {
    allowance.step();
    switch (value) {
      case Value.None _ -> out.append("null");
      case Value.Bool(boolean truth) -> out.append(truth);
      case Value.Int(long number) -> out.append(number);
      case Value.Real(double number) -> out.append(real(number));
      case Text(String text) -> quote(text);
      case Sequence(List<Value> items) -> printAll(items, level);
      case Mapping(SequencedMap<Value, Value> entries) -> printAll(entries, level);
      default ->
          throw TemplateException.value(
              "a value of type %s has no form in JSON".formatted(value.type()));
    }
  }

  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    return Double.isInfinite(number)
        ? (number > 0 ? "Infinity" : "-Infinity")
        : Numbers.text(number);
  }

  private void printAll(List<Value> items, int level) {
    begin('[');
    for (int i = 0; i < items.size(); i++) {
      separate(i, level);
      print(items.get(i), level + 1);
    }
    end(']', items.isEmpty(), level);
  }

  private void printAll(SequencedMap<Value, Value> entries, int level) {
    begin('{');
    List<Map.Entry<Value, Value>> all = new ArrayList<>(entries.entrySet());
    if (sorted) {
      all.sort((a, b) -> key(a.getKey()).compareTo(key(b.getKey())));
    }
    for (int i = 0; i < all.size(); i++) {
      separate(i, level);
      quote(key(all.get(i).getKey()));
      out.append(keySeparator);
      print(all.get(i).getValue(), level + 1);
    }
    end('}', all.isEmpty(), level);
  }

  private static String key(Value key) {
    return switch (key) {
      case Text(String text) -> text;
      case Value.Int(long number) -> Long.toString(number);
      case Value.Bool(boolean truth) -> Boolean.toString(truth);
      case Value.Real(double number) -> real(number);
      default -> "null";
    };
  }

  private void begin(char bracket) {
    allowance.enter();
    out.append(bracket);
  }

  private void separate(int index, int level) {
    out.append(index > 0 ? itemSeparator : "");
    newLine(level + 1);
  }

  private void newLine(int level) {
    if (indent != null) {
      allowance.room(out.length() + (long) level * indent.length());
      out.append('\n').append(indent.repeat(level));
    }
  }

  private void end(char bracket, boolean empty, int level) {
    if (!empty) {
      newLine(level);
    }
    out.append(bracket);
    allowance.leave();
  }

  private void quote(String text) {
    allowance.characters(text.length());
    allowance.room((long) out.length() + text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || (ascii && c >= 0x7f)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
