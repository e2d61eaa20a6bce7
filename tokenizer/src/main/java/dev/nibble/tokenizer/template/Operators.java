package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import dev.nibble.tokenizer.template.Value.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What operators make of values, and how values compare. */
final class Operators {
  private final Allowance allowance;
  private final Printer printer;

  Operators(Allowance allowance, Printer printer) {
    this.allowance = allowance;
    this.printer = printer;
  }

  Value apply(String operator, Value left, Value right) {
    requireDefined(left);
    requireDefined(right);
    if (operator.equals("~")) {
      return joined(printer.text(left), printer.text(right));
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.calculate(operator, left, right);
    }
    if (operator.equals("%") && left instanceof Text(String format)) {
      return new Text(allowance.made(new PercentFormat(printer).format(format, right)));
    }
    return switch (operator) {
      case "+" -> sum(left, right);
      case "*" -> repeated(left, right);
      default -> throw unsupported(operator, left, right);
    };
  }

  static void requireDefined(Value value) {
    if (value instanceof Undefined(String name)) {
      throw TemplateException.value("'%s' is undefined".formatted(name));
    }
  }

  private static TemplateException unsupported(String operator, Value left, Value right) {
    return TemplateException.value(
        "%s cannot be used between a %s and a %s".formatted(operator, left.type(), right.type()));
  }

  private Text joined(String left, String right) {
    allowance.characters((long) left.length() + right.length());
    return new Text(left + right);
  }

  private Value sum(Value left, Value right) {
    if (left instanceof Text(String a) && right instanceof Text(String b)) {
      return joined(a, b);
    }
    if (left instanceof Sequence(List<Value> a) && right instanceof Sequence(List<Value> b)) {
      allowance.steps((long) a.size() + b.size());
      List<Value> items = new ArrayList<>(a);
      items.addAll(b);
      return new Sequence(items);
    }
    throw unsupported("+", left, right);
  }

  private Value repeated(Value left, Value right) {
    if (left instanceof Int && !(right instanceof Int)) {
      return repeated(right, left);
    }
    if (left instanceof Text(String text) && right instanceof Int(long times)) {
      int count = Math.clamp(times, 0, Integer.MAX_VALUE);
      allowance.characters((long) text.length() * count);
      return new Text(text.repeat(count));
    }
    if (left instanceof Sequence(List<Value> items) && right instanceof Int(long times)) {
      int count = Math.clamp(times, 0, Integer.MAX_VALUE);
      allowance.steps((long) items.size() * count);
      List<Value> all = new ArrayList<>();
      for (int i = 0; i < count && !items.isEmpty(); i++) {
        all.addAll(items);
      }
      return new Sequence(all);
    }
    throw unsupported("*", left, right);
  }

  boolean compare(String operator, Value left, Value right) {
    return switch (operator) {
      case "==" -> equal(left, right);
      case "!=" -> !equal(left, right);
      case "in" -> contains(right, left);
      case "not in" -> !contains(right, left);
      case "<" -> order(operator, left, right) < 0;
      case ">" -> order(operator, left, right) > 0;
      case "<=" -> order(operator, left, right) <= 0;
      default -> order(operator, left, right) >= 0;
    };
  }

  boolean equal(Value left, Value right) {
    allowance.step();
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return (left instanceof Int(long a) && right instanceof Int(long b))
          ? a == b
          : Numbers.real(left) == Numbers.real(right);
    }
    return switch (left) {
      case Text(String a) -> right instanceof Text(String b) && a.equals(b);
      case Undefined _ -> right instanceof Undefined;
      case Value.None _ -> right instanceof Value.None;
      case Sequence(List<Value> a) ->
          right instanceof Sequence(List<Value> b) && a.size() == b.size() && allEqual(a, b);
      case Mapping(Map<Value, Value> a) ->
          right instanceof Mapping(Map<Value, Value> b) && a.size() == b.size() && allEqual(a, b);
      default -> left.equals(right);
    };
  }

  private boolean allEqual(List<Value> a, List<Value> b) {
    allowance.enter();
    boolean equal = true;
    for (int i = 0; equal && i < a.size(); i++) {
      equal = equal(a.get(i), b.get(i));
    }
    allowance.leave();
    return equal;
  }

  private boolean allEqual(Map<Value, Value> a, Map<Value, Value> b) {
    allowance.enter();
    boolean equal =
        a.entrySet().stream()
            .allMatch(entry ->
                b.containsKey(entry.getKey()) && equal(entry.getValue(), b.get(entry.getKey())));
    allowance.leave();
    return equal;
  }

  private boolean contains(Value container, Value item) {
    return switch (container) {
      case Text(String text) -> {
        if (item instanceof Text(String part)) {
          allowance.characters(text.length());
          yield text.contains(part);
        }
        throw TemplateException.value("'in' a str needs a str, found a %s".formatted(item.type()));
      }
      case Sequence(List<Value> items) -> items.stream().anyMatch(one -> equal(one, item));
      case Mapping(Map<Value, Value> entries) -> entries.containsKey(item);
      case Undefined _ -> false;
      default ->
          throw TemplateException.value(
              "a %s holds nothing that 'in' could find".formatted(container.type()));
    };
  }

  /** Less than 0 where the left one comes first, as of a comparator. */
  int order(String operator, Value left, Value right) {
    allowance.step();
    requireDefined(left);
    requireDefined(right);
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return (left instanceof Int(long a) && right instanceof Int(long b))
          ? Long.compare(a, b)
          : Double.compare(Numbers.real(left), Numbers.real(right));
    }
    if (left instanceof Text(String a) && right instanceof Text(String b)) {
      allowance.characters(Math.min(a.length(), b.length()));
      return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }
    if (left instanceof Sequence(List<Value> a) && right instanceof Sequence(List<Value> b)) {
      allowance.enter();
      int order = 0;
      for (int i = 0; order == 0 && i < Math.min(a.size(), b.size()); i++) {
        order = order(operator, a.get(i), b.get(i));
      }
      allowance.leave();
      return order == 0 ? Integer.compare(a.size(), b.size()) : order;
    }
    throw unsupported(operator, left, right);
  }
}
