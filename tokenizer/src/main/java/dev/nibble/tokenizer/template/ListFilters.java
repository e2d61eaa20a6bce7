package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The filters of lists, and of what else can be run over. */
final class ListFilters {
  private final Allowance allowance;
  private final Printer printer;
  private final Operators operators;
  private final Tests tests;
  private final BiFunction<Value, String, Value> attributes;

  /**
   * Prepares.
   *
   * @param attributes what stands under a name in a value
   */
  ListFilters(
      Allowance allowance,
      Printer printer,
      Operators operators,
      Tests tests,
      BiFunction<Value, String, Value> attributes) {
    this.allowance = allowance;
    this.printer = printer;
    this.operators = operators;
    this.tests = tests;
    this.attributes = attributes;
  }

  Value apply(String name, Value value, Arguments arguments) {
    return switch (name) {
      case "list" -> new Sequence(items(value));
      case "first" -> items(value).isEmpty() ? missing(name) : items(value).getFirst();
      case "last" -> items(value).isEmpty() ? missing(name) : items(value).getLast();
      case "join" -> join(value, arguments);
      case "reverse" -> new Sequence(List.copyOf(items(value).reversed()));
      case "sort" -> sorted(value, arguments);
      case "unique" -> unique(value, arguments);
      case "min" -> extreme(name, value, -1);
      case "max" -> extreme(name, value, 1);
      case "sum" -> sum(value, arguments);
      case "select" -> chosen(value, passes(arguments, one -> one));
      case "reject" -> chosen(value, passes(arguments, one -> one).negate());
      case "selectattr" -> chosen(value, attributePasses(arguments));
      case "rejectattr" -> chosen(value, attributePasses(arguments).negate());
      case "batch" -> batch(value, arguments);
      case "dictsort" -> dictSorted(value);
      default ->
          throw new TemplateException(
              TemplateException.Kind.SYNTAX, "there is no filter named '%s'".formatted(name));
    };
  }

  private List<Value> items(Value value) {
    return Items.of(value, allowance);
  }

  private static Value missing(String name) {
    return new Value.Undefined(name);
  }

  /** An item, or what stands in it under the names that an argument has with dots between. */
  UnaryOperator<Value> attribute(Value path) {
    return switch (path) {
      case Value.None _ -> one -> one;
      case Int index -> one -> Items.at(one, index);
      default -> {
        String[] names = printer.text(path).split("\\.", -1);
        yield one -> {
          Value value = one;
          for (String name : names) {
            value = attributes.apply(value, name);
          }
          return value;
        };
      }
    };
  }

  private Value join(Value value, Arguments arguments) {
    String separator = printer.text(arguments.get(0, "d", new Text("")));
    UnaryOperator<Value> attribute = attribute(arguments.get(1, "attribute", Value.NONE));
    StringBuilder out = new StringBuilder();
    String between = "";
    for (Value item : items(value)) {
      String text = printer.text(attribute.apply(item));
      allowance.characters(between.length() + text.length());
      allowance.room(out.length());
      out.append(between).append(text);
      between = separator;
    }
    return new Text(allowance.made(out.toString()));
  }

  private Value sorted(Value value, Arguments arguments) {
    boolean reversed = arguments.get(0, "reverse", Value.FALSE).isTrue();
    boolean exact = arguments.get(1, "case_sensitive", Value.FALSE).isTrue();
    UnaryOperator<Value> attribute = attribute(arguments.get(2, "attribute", Value.NONE));
    Comparator<Value> order =
        (a, b) ->
            operators.order(
                "<", folded(attribute.apply(a), exact), folded(attribute.apply(b), exact));
    List<Value> items = new ArrayList<>(items(value));
    items.sort(reversed ? order.reversed() : order);
    return new Sequence(items);
  }

  private static Value folded(Value value, boolean exact) {
    return !exact && value instanceof Text(String text)
        ? new Text(text.toLowerCase(Locale.ROOT))
        : value;
  }

  private Value unique(Value value, Arguments arguments) {
    boolean exact = arguments.get(0, "case_sensitive", Value.FALSE).isTrue();
    UnaryOperator<Value> attribute = attribute(arguments.get(1, "attribute", Value.NONE));
    List<Value> kept = new ArrayList<>();
    List<Value> seen = new ArrayList<>();
    for (Value item : items(value)) {
      Value key = folded(attribute.apply(item), exact);
      if (seen.stream().noneMatch(one -> operators.equal(one, key))) {
        seen.add(key);
        kept.add(item);
      }
    }
    return new Sequence(kept);
  }

  private Value extreme(String name, Value value, int sign) {
    Value best = missing(name);
    for (Value item : items(value)) {
      boolean first = best instanceof Value.Undefined;
      if (first || sign * operators.order("<", folded(item, false), folded(best, false)) > 0) {
        best = item;
      }
    }
    return best;
  }

  private Value sum(Value value, Arguments arguments) {
    UnaryOperator<Value> attribute = attribute(arguments.get(0, "attribute", Value.NONE));
    Value sum = arguments.get(1, "start", new Int(0));
    for (Value item : items(value)) {
      sum = operators.apply("+", sum, attribute.apply(item));
    }
    return sum;
  }

  private Value chosen(Value value, Predicate<Value> predicate) {
    return new Sequence(items(value).stream().filter(predicate).toList());
  }

  /** By the test that the first argument names, or where there is none by what is true. */
  private Predicate<Value> passes(Arguments arguments, UnaryOperator<Value> part) {
    if (arguments.positional().isEmpty()) {
      return item -> part.apply(item).isTrue();
    }
    String test = arguments.text(0, "test");
    Arguments rest = arguments.rest();
    return item -> tests.holds(test, part.apply(item), rest);
  }

  private Predicate<Value> attributePasses(Arguments arguments) {
    UnaryOperator<Value> attribute = attribute(arguments.require(0, "attribute"));
    return passes(arguments.rest(), attribute);
  }

  private Value batch(Value value, Arguments arguments) {
    int size = Math.clamp(arguments.integer(0, "linecount", 1), 1, Integer.MAX_VALUE);
    List<Value> items = items(value);
    List<Value> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      int to = (int) Math.min((long) from + size, items.size());
      List<Value> batch = new ArrayList<>(items.subList(from, to));
      Value fill = arguments.get(1, "fill_with", Value.NONE);
      allowance.steps(fill instanceof Value.None ? 0 : size);
      while (!(fill instanceof Value.None) && batch.size() < size) {
        batch.add(fill);
      }
      batches.add(new Sequence(batch));
      if (to == items.size()) {
        break;
      }
    }
    return new Sequence(batches);
  }

  private Value dictSorted(Value value) {
    if (!(value instanceof Mapping(SequencedMap<Value, Value> entries))) {
      throw TemplateException.value("dictsort of a %s, expected a dict".formatted(value.type()));
    }
    List<Value> pairs = new ArrayList<>(Items.pairs(entries).items());
    pairs.sort((a, b) ->
        operators.order(
            "<", folded(Items.at(a, new Int(0)), false), folded(Items.at(b, new Int(0)), false)));
    return new Sequence(pairs);
  }
}
