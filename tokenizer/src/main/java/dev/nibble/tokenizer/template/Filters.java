package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Real;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** What {@code |} leads to: the filters of texts and numbers here, those of lists beside. */
final class Filters {
  private final Allowance allowance;
  private final Printer printer;
  private final TextMethods textMethods;
  private final ListFilters lists;

  Filters(Allowance allowance, Printer printer, TextMethods textMethods, ListFilters lists) {
    this.allowance = allowance;
    this.printer = printer;
    this.textMethods = textMethods;
    this.lists = lists;
  }

  Value apply(String name, Value value, Arguments arguments) {
    return switch (name) {
      case "default", "d" -> orDefault(value, arguments);
      case "string" -> new Text(allowance.made(printer.text(value)));
      case "safe" -> value;
      case "tojson" -> new Text(new JsonPrinter(allowance, arguments).print(value));
      case "length", "count" -> new Int(length(value));
      case "items" -> items(value);
      case "int" -> integer(value, arguments);
      case "float" -> real(value, arguments);
      case "abs" -> Numbers.real(value) < 0 ? Numbers.negative(value) : value;
      case "round" -> rounded(value, arguments);
      case "reverse" ->
          value instanceof Text
              ? Items.slice(value, Value.NONE, Value.NONE, new Int(-1), allowance)
              : lists.apply(name, value, arguments);
      case "trim",
          "upper",
          "lower",
          "title",
          "capitalize",
          "replace",
          "indent",
          "wordcount",
          "escape",
          "e",
          "format" ->
          text(name, printer.text(value), arguments);
      default -> lists.apply(name, value, arguments);
    };
  }

  private static Value orDefault(Value value, Arguments arguments) {
    boolean replaced =
        value instanceof Value.Undefined
            || (arguments.get(1, "boolean", Value.FALSE).isTrue() && !value.isTrue());
    return replaced ? arguments.get(0, "default_value", new Text("")) : value;
  }

  private static long length(Value value) {
    return switch (value) {
      case Text(String text) -> Texts.length(text);
      case Sequence(List<Value> items) -> items.size();
      case Mapping(SequencedMap<Value, Value> entries) -> entries.size();
      case Value.Undefined _ -> 0;
      default -> throw TemplateException.value("a %s has no length".formatted(value.type()));
    };
  }

  private static Value items(Value value) {
    return switch (value) {
      case Mapping(SequencedMap<Value, Value> entries) -> Items.pairs(entries);
      case Value.Undefined _ -> new Sequence(List.of());
      default ->
          throw TemplateException.value("items of a %s, expected a dict".formatted(value.type()));
    };
  }

  private static Value integer(Value value, Arguments arguments) {
    Value otherwise = arguments.get(0, "default", new Int(0));
    int base = (int) arguments.integer(1, "base", 10);
    try {
      return switch (value) {
        case Text(String text) when text.contains(".") ->
            new Int((long) Double.parseDouble(text.strip()));
        case Text(String text) -> new Int(Long.parseLong(text.strip(), base));
        case Real(double number) -> new Int((long) number);
        default -> Numbers.isNumber(value) ? new Int((long) Numbers.real(value)) : otherwise;
      };
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  private static Value real(Value value, Arguments arguments) {
    try {
      if (value instanceof Text(String text)) {
        return new Real(Double.parseDouble(text.strip()));
      }
    } catch (NumberFormatException _) {
      return arguments.get(0, "default", new Real(0));
    }
    return Numbers.isNumber(value)
        ? new Real(Numbers.real(value))
        : arguments.get(0, "default", new Real(0));
  }

  private static Value rounded(Value value, Arguments arguments) {
    int digits = Math.clamp(arguments.integer(0, "precision", 0), -20, 20);
    String method = arguments.count() > 1 ? arguments.text(1, "method") : "common";
    RoundingMode mode =
        switch (method) {
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          case "common" -> RoundingMode.HALF_EVEN;
          default ->
              throw TemplateException.value(
                  "round by '%s', expected common, ceil or floor".formatted(method));
        };
    double number = Numbers.real(value);
    return new Real(
        Double.isFinite(number)
            ? new BigDecimal(number).setScale(digits, mode).doubleValue()
            : number);
  }

  private Value text(String name, String text, Arguments arguments) {
    allowance.characters(text.length());
    return switch (name) {
      case "trim" -> method("strip", text, arguments);
      case "upper", "lower", "title", "capitalize", "replace" -> method(name, text, arguments);
      case "wordcount" -> new Int(Texts.words(text, -1).size());
      case "indent" -> indented(text, arguments);
      case "format" ->
          new Text(
              allowance.made(
                  new PercentFormat(printer).format(text, new Sequence(arguments.positional()))));
      default -> escaped(text);
    };
  }

  /** A filter that does what a method of strings does. */
  private Value method(String name, String text, Arguments arguments) {
    return textMethods.find(text, name).orElseThrow().call(arguments);
  }

  private Value escaped(String text) {
    allowance.characters(6L * text.length());
    return new Text(
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("'", "&#39;")
            .replace("\"", "&#34;"));
  }

  /**
   * Blanks, or a string, in front of each line: not of the first, nor of empty ones, unless asked.
   */
  private Value indented(String text, Arguments arguments) {
    String indent =
        arguments.get(0, "width", new Int(4)) instanceof Text(String prefix)
            ? prefix
            : " ".repeat(Math.clamp(arguments.integer(0, "width", 4), 0, 1000));
    boolean first = arguments.get(1, "first", Value.FALSE).isTrue();
    boolean blank = arguments.get(2, "blank", Value.FALSE).isTrue();
    List<String> lines = List.of(text.split("\n", -1));
    allowance.characters(text.length() + (long) indent.length() * lines.size());
    String all =
        lines.stream()
            .map(line -> line.isEmpty() && !blank ? line : indent + line)
            .collect(Collectors.joining("\n"));
    boolean led = !first && all.startsWith(indent) && !lines.getFirst().isEmpty();
    return new Text(led ? all.substring(indent.length()) : all);
  }
}
