package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Namespace;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The functions that every template may call. */
final class Globals {
  private final Allowance allowance;
  private final LocalDateTime now;

  Globals(Allowance allowance, LocalDateTime now) {
    this.allowance = allowance;
    this.now = now;
  }

  void addTo(Scope scope) {
    add(scope, "raise_exception", Globals::raise);
    add(scope, "range", this::range);
    add(scope, "namespace", Globals::namespace);
    add(scope, "dict", Globals::dict);
    add(scope, "strftime_now", a -> new Text(new DateFormat(now).format(a.text(0, "format"))));
  }

  private static void add(Scope scope, String name, FunctionBody body) {
    scope.set(name, new Value.Function(name, body));
  }

  private static Value raise(Arguments arguments) {
    throw new TemplateException(TemplateException.Kind.RAISED, arguments.text(0, "message"));
  }

  private Value range(Arguments arguments) {
    boolean one = arguments.count() == 1;
    long from = one ? 0 : arguments.integer(0, "start", 0);
    long to = one ? arguments.integer(0, "stop", 0) : arguments.integer(1, "stop", 0);
    long step = arguments.integer(2, "step", 1);
    if (step == 0) {
      throw TemplateException.value("a range with a step of 0");
    }
    List<Value> numbers = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      allowance.step();
      numbers.add(new Int(i));
      boolean last = step > 0 ? i > Long.MAX_VALUE - step : i < Long.MIN_VALUE - step;
      if (last) {
        break;
      }
    }
    return new Sequence(numbers);
  }

  private static Value namespace(Arguments arguments) {
    Map<String, Value> variables = new HashMap<>();
    for (Value value : arguments.positional()) {
      if (value instanceof Mapping(SequencedMap<Value, Value> entries)) {
        entries.forEach((key, one) -> variables.put(name(key), one));
      }
    }
    variables.putAll(arguments.named());
    return new Namespace(variables);
  }

  private static String name(Value key) {
    if (key instanceof Text(String text)) {
      return text;
    }
    throw TemplateException.value("a %s is no name of a variable".formatted(key.type()));
  }

  private static Value dict(Arguments arguments) {
    SequencedMap<Value, Value> entries = new LinkedHashMap<>();
    for (Value value : arguments.positional()) {
      if (value instanceof Mapping(SequencedMap<Value, Value> others)) {
        entries.putAll(others);
      }
    }
    arguments.named().forEach((name, value) -> entries.put(new Text(name), value));
    return new Mapping(entries);
  }
}
