package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import java.util.List;
import java.util.Map;

/** Values as Python prints them: strings as they are, and with quotes inside of others. */
final class Printer {
  private final Allowance allowance;

  Printer(Allowance allowance) {
    this.allowance = allowance;
  }

  String text(Value value) {
    if (value instanceof Text(String text)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    if (!(value instanceof Value.Undefined)) {
      show(value, out);
    }
    return out.toString();
  }

  /** As {@code repr} does. */
  String shown(Value value) {
    StringBuilder out = new StringBuilder();
    show(value, out);
    return out.toString();
  }

  private void show(Value value, StringBuilder out) {
    allowance.step();
    switch (value) {
      case Value.Undefined _ -> out.append("Undefined");
      case Value.None _ -> out.append("None");
      case Value.Bool(boolean truth) -> out.append(truth ? "True" : "False");
      case Value.Int(long number) -> out.append(number);
      case Value.Real(double number) -> out.append(Numbers.text(number));
      case Text(String text) -> quote(text, out);
      case Sequence(List<Value> items) -> showAll(items, out);
      case Mapping(Map<Value, Value> entries) -> showAll(entries, out);
      case Value.Namespace _ -> out.append("<Namespace>");
      case Value.Function function -> out.append("<function ").append(function.name()).append('>');
    }
  }

  private void showAll(List<Value> items, StringBuilder out) {
    allowance.enter();
    out.append('[');
    String separator = "";
    for (Value item : items) {
      out.append(separator);
      show(item, out);
      separator = ", ";
    }
    out.append(']');
    allowance.leave();
  }

  private void showAll(Map<Value, Value> entries, StringBuilder out) {
    allowance.enter();
    out.append('{');
    String separator = "";
    for (Map.Entry<Value, Value> entry : entries.entrySet()) {
      out.append(separator);
      show(entry.getKey(), out);
      out.append(": ");
      show(entry.getValue(), out);
      separator = ", ";
    }
    out.append('}');
    allowance.leave();
  }

  private void quote(String text, StringBuilder out) {
    allowance.characters(text.length());
    allowance.room((long) out.length() + text.length());
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    out.append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c == quote) {
            out.append('\\').append(c);
          } else if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
            out.append("\\x%02x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append(quote);
  }
}
