package dev.nibble.tokenizer.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two plain schemas that a value has to satisfy both, as one. */
final class Conjunction {
  private final Schema a;
  private final Schema b;
  private final Map<String, @Nullable Object> joined = new LinkedHashMap<>();

  private Conjunction(Schema a, Schema b) {
    this.a = a;
    this.b = b;
  }

  /** The schema; empty where no value satisfies both, as far as types and values tell. */
  static Optional<Schema> of(Schema a, Schema b) {
    return new Conjunction(a, b).schema();
  }

  private Schema made() {
    return new Schema(joined, a.pointer());
  }

  private Optional<Schema> schema() {
    Set<String> keywords = new LinkedHashSet<>(a.keywords().keySet());
    keywords.addAll(b.keywords().keySet());
    for (String keyword : keywords) {
      if (!Keywords.isAnnotation(keyword)) {
        joined.put(keyword, value(keyword));
      }
    }
    if (joined.containsKey("properties") || joined.containsKey("additionalProperties")) {
      joined.put("properties", properties());
    }
    boolean possible =
        !Demands.types(made()).isEmpty()
            && !(joined.get("enum") instanceof List<?> values && values.isEmpty());
    return possible ? Optional.of(made()) : Optional.empty();
  }

  private @Nullable Object value(String keyword) {
    if (keyword.equals("const") || keyword.equals("enum")) {
      return listed(keyword);
    }
    if (!a.has(keyword) || !b.has(keyword)) {
      checkItems(keyword);
      return (a.has(keyword) ? a : b).get(keyword);
    }
    return switch (keyword) {
      case "type" -> {
        Set<String> types = Demands.types(a);
        types.retainAll(Demands.types(b));
        yield List.copyOf(types);
      }
      case "required" -> {
        Set<String> names = a.strings(keyword);
        names.addAll(b.strings(keyword));
        yield List.copyOf(names);
      }
      case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" ->
          number(a, keyword).max(number(b, keyword));
      case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
          number(a, keyword).min(number(b, keyword));
      case "uniqueItems" -> a.flag(keyword) || b.flag(keyword);
      case "items", "additionalProperties" -> {
        checkItems(keyword);
        yield all(a.part(keyword, true), b.part(keyword, true));
      }
      case "properties" -> Map.of(); // Made of all of both in the end.
      default -> {
        if (!Values.equal(a.get(keyword), b.get(keyword))) {
          throw b.wrong(keyword, "another one beside that at \"%s\"".formatted(a.pointer()));
        }
        yield a.get(keyword);
      }
    };
  }

  /** Where one side says what comes first in an array, the other may not speak of items. */
  private void checkItems(String keyword) {
    boolean about = keyword.equals("items") || keyword.equals("prefixItems");
    boolean first = a.has("prefixItems") || b.has("prefixItems");
    boolean two =
        (a.has("items") || a.has("prefixItems")) && (b.has("items") || b.has("prefixItems"));
    if (about && first && two) {
      throw b.wrong(keyword, "beside that at \"%s\", with prefixItems".formatted(a.pointer()));
    }
  }

  private static BigDecimal number(Schema schema, String keyword) {
    return schema.number(keyword).orElseThrow();
  }

  /** Values that both list; what only one lists stays as it is. */
  private @Nullable Object listed(String keyword) {
    if (keyword.equals("enum")) {
      List<Object> values = new ArrayList<>(list(a.has("enum") ? a : b));
      if (a.has("enum") && b.has("enum")) {
        values.removeIf(value -> list(b).stream().noneMatch(other -> Values.equal(value, other)));
      }
      return values;
    }
    Schema one = a.has("const") ? a : b;
    boolean conflict =
        a.has("const") && b.has("const") && !Values.equal(a.get("const"), b.get("const"));
    if (conflict) {
      joined.put("type", List.of());
    }
    return one.get("const");
  }

  private static List<?> list(Schema schema) {
    if (!(schema.get("enum") instanceof List<?> list)) {
      throw schema.wrong("enum", "expected an array");
    }
    return list;
  }

  private static Object all(Object first, Object second) {
    if (first.equals(true)) {
      return second;
    }
    if (second.equals(true)) {
      return first;
    }
    return first.equals(false) || second.equals(false)
        ? false
        : Map.of("allOf", List.of(first, second));
  }

  /** A property that one side does not name has to be one of its additional ones. */
  private Map<String, Object> properties() {
    Map<String, Object> ofA = a.members("properties");
    Map<String, Object> ofB = b.members("properties");
    Set<String> names = new LinkedHashSet<>(ofA.keySet());
    names.addAll(ofB.keySet());
    Object othersOfA = a.part("additionalProperties", true);
    Object othersOfB = b.part("additionalProperties", true);
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String name : names) {
      properties.put(
          name, all(ofA.getOrDefault(name, othersOfA), ofB.getOrDefault(name, othersOfB)));
    }
    return properties;
  }
}
