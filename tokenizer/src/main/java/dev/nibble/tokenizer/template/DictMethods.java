package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Sequence;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The methods of a dictionary. */
final class DictMethods {
  private DictMethods() {}

  /** A method of a dictionary, if there is one of that name. */
  static Optional<Value.Function> find(SequencedMap<Value, Value> entries, String name) {
    FunctionBody body =
        switch (name) {
          case "items" -> _ -> Items.pairs(entries);
          case "keys" -> _ -> new Sequence(List.copyOf(entries.keySet()));
          case "values" -> _ -> new Sequence(List.copyOf(entries.values()));
          case "get" ->
              a -> {
                Value found = entries.get(Items.key(a.require(0, "key")));
                return found == null ? a.get(1, "default", Value.NONE) : found;
              };
          case "copy" -> _ -> new Value.Mapping(entries);
          case "update", "pop", "clear", "setdefault", "popitem" ->
              _ -> {
                throw TemplateException.value(
                    "a dict cannot be changed by '%s': make one with dict()".formatted(name));
              };
          default -> null;
        };
    return Optional.ofNullable(body).map(one -> new Value.Function(name, one));
  }
}
