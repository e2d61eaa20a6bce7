package dev.nibble.tokenizer.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a function, a filter or a test is called with.
 *
 * @param positional by place
 * @param named by name
 */
record Arguments(List<Value> positional, Map<String, Value> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  int count() {
    return positional.size() + named.size();
  }

  /** An argument by place or by name, if it is there. */
  Optional<Value> find(int place, String name) {
    return place < positional.size()
        ? Optional.of(positional.get(place))
        : Optional.ofNullable(named.get(name));
  }

  Value get(int place, String name, Value otherwise) {
    return find(place, name).orElse(otherwise);
  }

  Value require(int place, String name) {
    return find(place, name)
        .orElseThrow(() -> TemplateException.value("missing argument '%s'".formatted(name)));
  }

  String text(int place, String name) {
    Value value = require(place, name);
    if (value instanceof Value.Text(String text)) {
      return text;
    }
    throw TemplateException.value(
        "argument '%s' is a %s, expected a str".formatted(name, value.type()));
  }

  long integer(int place, String name, long otherwise) {
    return switch (get(place, name, Value.NONE)) {
      case Value.None _ -> otherwise;
      case Value.Int(long number) -> number;
      case Value.Bool(boolean truth) -> truth ? 1 : 0;
      case Value other ->
          throw TemplateException.value(
              "argument '%s' is a %s, expected an int".formatted(name, other.type()));
    };
  }

  /** The same without the first one. */
  Arguments rest() {
    return new Arguments(positional.subList(1, positional.size()), named);
  }
}
