package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Bool;
import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Real;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import dev.nibble.tokenizer.template.Value.Undefined;
import java.util.Locale;

/** What {@code is} asks. */
final class Tests {
  private final Operators operators;

  Tests(Operators operators) {
    this.operators = operators;
  }

  boolean holds(String name, Value value, Arguments arguments) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value instanceof Value.None;
      case "boolean" -> value instanceof Bool;
      case "true" -> value instanceof Bool(boolean truth) && truth;
      case "false" -> value instanceof Bool(boolean truth) && !truth;
      case "string" -> value instanceof Text;
      case "number" -> Numbers.isNumber(value);
      case "integer" -> value instanceof Int;
      case "float" -> value instanceof Real;
      case "mapping" -> value instanceof Mapping;
      case "sequence" ->
          value instanceof Sequence || value instanceof Mapping || value instanceof Text;
      case "iterable" ->
          value instanceof Sequence
              || value instanceof Mapping
              || value instanceof Text
              || value instanceof Undefined;
      case "callable" -> value instanceof Value.Function;
      case "odd" -> remainder(value, new Int(2)) != 0;
      case "even" -> remainder(value, new Int(2)) == 0;
      case "divisibleby" -> remainder(value, arguments.require(0, "num")) == 0;
      case "upper" -> value instanceof Text(String s) && s.equals(s.toUpperCase(Locale.ROOT));
      case "lower" -> value instanceof Text(String s) && s.equals(s.toLowerCase(Locale.ROOT));
      case "equalto", "eq" -> compare("==", value, arguments);
      case "ne" -> compare("!=", value, arguments);
      case "lt", "lessthan" -> compare("<", value, arguments);
      case "le" -> compare("<=", value, arguments);
      case "gt", "greaterthan" -> compare(">", value, arguments);
      case "ge" -> compare(">=", value, arguments);
      case "in" -> compare("in", value, arguments);
      case "sameas" -> isSame(value, arguments.require(0, "other"));
      default ->
          throw new TemplateException(
              TemplateException.Kind.SYNTAX, "there is no test named '%s'".formatted(name));
    };
  }

  private boolean compare(String operator, Value value, Arguments arguments) {
    return operators.compare(operator, value, arguments.require(0, "other"));
  }

  private static double remainder(Value value, Value divisor) {
    return Numbers.real(Numbers.calculate("%", value, divisor));
  }

  private boolean isSame(Value value, Value other) {
    return value.type().equals(other.type()) && operators.equal(value, other);
  }
}
