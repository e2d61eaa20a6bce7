package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Expression.CallArguments;
import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Namespace;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import dev.nibble.tokenizer.template.Value.Undefined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Finds the values of expressions. */
final class Evaluator {
  private final Allowance allowance;
  private final Operators operators;
  private final TextMethods textMethods;
  private final ListFilters lists;
  private final Filters filters;
  private final Tests tests;

  Evaluator(Allowance allowance, Printer printer) {
    this.allowance = allowance;
    operators = new Operators(allowance, printer);
    textMethods = new TextMethods(allowance, printer);
    tests = new Tests(operators);
    lists = new ListFilters(allowance, printer, operators, tests, this::attribute);
    filters = new Filters(allowance, printer, textMethods, lists);
  }

  Value evaluate(Expression expression, Scope scope) {
    allowance.step();
    return switch (expression) {
      case Expression.Literal(Value value) -> value;
      case Expression.Name(String name) -> scope.get(name);
      case Expression.ListOf(List<Expression> items) -> new Sequence(all(items, scope));
      case Expression.DictOf dict -> dict(dict, scope);
      case Expression.Attribute(Expression of, String name) -> attribute(evaluate(of, scope), name);
      case Expression.Item(Expression of, Expression key) ->
          item(evaluate(of, scope), evaluate(key, scope));
      case Expression.Slice slice -> slice(slice, scope);
      case Expression.Call(Expression function, CallArguments arguments) ->
          call(evaluate(function, scope), arguments(arguments, scope));
      case Expression.Filter(Expression of, String name, CallArguments arguments) ->
          filter(name, evaluate(of, scope), arguments(arguments, scope));
      case Expression.Test(Expression of, String name, CallArguments arguments) ->
          Value.of(tests.holds(name, evaluate(of, scope), arguments(arguments, scope)));
      case Expression.Not(Expression of) -> Value.of(!evaluate(of, scope).isTrue());
      case Expression.Sign(boolean negative, Expression of) -> sign(negative, evaluate(of, scope));
      case Expression.And(Expression left, Expression right) -> {
        Value value = evaluate(left, scope);
        yield value.isTrue() ? evaluate(right, scope) : value;
      }
      case Expression.Or(Expression left, Expression right) -> {
        Value value = evaluate(left, scope);
        yield value.isTrue() ? value : evaluate(right, scope);
      }
      case Expression.Binary(String operator, Expression left, Expression right) ->
          operators.apply(operator, evaluate(left, scope), evaluate(right, scope));
      case Expression.Comparison comparison -> Value.of(compare(comparison, scope));
      case Expression.Conditional conditional -> conditional(conditional, scope);
    };
  }

  private List<Value> all(List<Expression> expressions, Scope scope) {
    List<Value> values = new ArrayList<>();
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Value dict(Expression.DictOf dict, Scope scope) {
    SequencedMap<Value, Value> entries = new LinkedHashMap<>();
    for (int i = 0; i < dict.keys().size(); i++) {
      Value key = Items.key(evaluate(dict.keys().get(i), scope));
      entries.put(key, evaluate(dict.values().get(i), scope));
    }
    return new Mapping(entries);
  }

  private Value conditional(Expression.Conditional conditional, Scope scope) {
    if (evaluate(conditional.condition(), scope).isTrue()) {
      return evaluate(conditional.then(), scope);
    }
    Optional<Expression> otherwise = conditional.otherwise();
    return otherwise.isPresent()
        ? evaluate(otherwise.get(), scope)
        : new Undefined("the value of an if without else");
  }

  private boolean compare(Expression.Comparison comparison, Scope scope) {
    Value left = evaluate(comparison.first(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Value right = evaluate(comparison.others().get(i), scope);
      if (!operators.compare(comparison.operators().get(i), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private static Value sign(boolean negative, Value value) {
    Numbers.real(value);
    return negative ? Numbers.negative(value) : value;
  }

  private Value slice(Expression.Slice slice, Scope scope) {
    Value of = evaluate(slice.of(), scope);
    Operators.requireDefined(of);
    return Items.slice(
        of,
        bound(slice.from(), scope),
        bound(slice.to(), scope),
        bound(slice.step(), scope),
        allowance);
  }

  private Value bound(Optional<Expression> expression, Scope scope) {
    return expression.isPresent() ? evaluate(expression.get(), scope) : Value.NONE;
  }

  private static Value item(Value of, Value key) {
    Operators.requireDefined(of);
    return key instanceof Text(String name) && of instanceof Namespace(Map<String, Value> variables)
        ? variables.getOrDefault(name, new Undefined(name))
        : Items.at(of, key);
  }

  /**
   * What stands under a name: a method, or else an entry. Python's own names, which begin with an
   * underscore, lead out of what a template may see.
   */
  Value attribute(Value of, String name) {
    Operators.requireDefined(of);
    Optional<Value.Function> method =
        switch (of) {
          case Text(String text) -> textMethods.find(text, name);
          case Mapping(SequencedMap<Value, Value> entries) -> DictMethods.find(entries, name);
          case Sequence(List<Value> items) -> listMethod(items, name);
          default -> Optional.empty();
        };
    Value value = method.isPresent() ? method.get() : item(of, new Text(name));
    if (value instanceof Undefined && name.startsWith("_")) {
      throw TemplateException.value(
          "the attribute '%s' of a %s is not open to templates".formatted(name, of.type()));
    }
    return value;
  }

  private Optional<Value.Function> listMethod(List<Value> items, String name) {
    FunctionBody body =
        switch (name) {
          case "index" -> a -> new Value.Int(place(items, a.require(0, "value")));
          case "count" ->
              a ->
                  new Value.Int(
                      items.stream()
                          .filter(one -> operators.equal(one, a.require(0, "value")))
                          .count());
          case "append", "extend", "insert", "pop", "remove", "sort", "clear" ->
              _ -> {
                throw TemplateException.value(
                    "a list cannot be changed by '%s': join lists with +".formatted(name));
              };
          default -> null;
        };
    return Optional.ofNullable(body).map(one -> new Value.Function(name, one));
  }

  private long place(List<Value> items, Value value) {
    for (int i = 0; i < items.size(); i++) {
      if (operators.equal(items.get(i), value)) {
        return i;
      }
    }
    throw TemplateException.value("the value is not in the list");
  }

  private Value call(Value function, Arguments arguments) {
    Operators.requireDefined(function);
    if (!(function instanceof Value.Function callable)) {
      throw TemplateException.value("a %s cannot be called".formatted(function.type()));
    }
    allowance.enter();
    Value value = callable.call(arguments);
    allowance.leave();
    return value;
  }

  private Arguments arguments(CallArguments arguments, Scope scope) {
    if (arguments.equals(CallArguments.NONE)) {
      return Arguments.NONE;
    }
    Map<String, Value> named = new HashMap<>();
    List<Value> positional = all(arguments.positional(), scope);
    for (int i = 0; i < arguments.names().size(); i++) {
      named.put(arguments.names().get(i), evaluate(arguments.named().get(i), scope));
    }
    return new Arguments(positional, named);
  }

  private Value filter(String name, Value value, Arguments arguments) {
    return name.equals("map") ? mapped(value, arguments) : filters.apply(name, value, arguments);
  }

  /** Each item's attribute, or each item through another filter. */
  private Value mapped(Value value, Arguments arguments) {
    List<Value> items = new ArrayList<>();
    if (arguments.positional().isEmpty()) {
      Value otherwise = arguments.get(Integer.MAX_VALUE, "default", Value.NONE);
      for (Value item : Items.of(value, allowance)) {
        Value part = lists.attribute(arguments.require(Integer.MAX_VALUE, "attribute")).apply(item);
        items.add(
            part instanceof Undefined && !(otherwise instanceof Value.None) ? otherwise : part);
      }
    } else {
      String name = arguments.text(0, "filter");
      for (Value item : Items.of(value, allowance)) {
        items.add(filters.apply(name, item, arguments.rest()));
      }
    }
    return new Sequence(items);
  }
}
