package dev.nibble.tokenizer.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plain schema demands of the type of values, and of values that it lists. */
final class Demands {
  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "integer", "boolean", "null");

  private Demands() {}

  /** The types that a schema allows; all where it names none. */
  static Set<String> types(Schema schema) {
    Set<String> types = new LinkedHashSet<>();
    switch (schema.keywords().getOrDefault("type", TYPES)) {
      case String one -> types.add(one);
      case List<?> several -> several.forEach(one -> types.add(String.valueOf(one)));
      case null, default -> throw schema.wrong("type", "expected a string or an array of strings");
    }
    for (String type : types) {
      if (!TYPES.contains(type)) {
        throw schema.wrong("type", "the type %s, expected one of %s".formatted(type, TYPES));
      }
    }
    if (types.contains("number")) {
      types.add("integer");
    }
    return types;
  }

  /** The types to make: where a schema names none, those that it says something about. */
  static Set<String> generatedTypes(Schema schema) {
    Set<String> types = types(schema);
    if (!schema.has("type")) {
      Set<String> meant = new LinkedHashSet<>();
      for (String keyword : schema.keywords().keySet()) {
        Keywords.type(keyword).ifPresent(meant::add);
      }
      if (!meant.isEmpty()) {
        types.retainAll(meant);
      }
    }
    if (types.isEmpty()) {
      throw schema.wrong("type", "no type is left, expected one or more");
    }
    return types;
  }

  /** The values of {@code enum} and {@code const} that all else allows. */
  static List<@Nullable Object> values(Schema schema) {
    List<@Nullable Object> values = new ArrayList<>();
    if (schema.has("enum")) {
      if (!(schema.get("enum") instanceof List<?> list)) {
        throw schema.wrong("enum", "expected an array");
      }
      values.addAll(list);
      if (schema.has("const")) {
        values.removeIf(value -> !Values.equal(value, schema.get("const")));
      }
    } else {
      values.add(schema.get("const"));
    }
    values.removeIf(value -> !allows(schema, value));
    return values;
  }

  private static boolean allows(Schema schema, @Nullable Object value) {
    String type = Values.type(value);
    if (!types(schema).contains(type)) {
      return false;
    }
    if (value == null) {
      return true; // No keyword is about it.
    }
    return schema.keywords().keySet().stream()
        .filter(keyword -> isAbout(keyword, type, value))
        .allMatch(keyword -> holds(schema, keyword, value));
  }

  private static boolean isAbout(String keyword, String type, Object value) {
    String about = Keywords.type(keyword).orElse("");
    return about.equals(type) || (about.equals("number") && value instanceof Number);
  }

  private static boolean holds(Schema schema, String keyword, Object value) {
    return switch (keyword) {
      case "minLength" -> length(value) >= schema.count(keyword, 0);
      case "maxLength" -> length(value) <= schema.count(keyword, 0);
      case "minimum" -> compared(value, schema, keyword) >= 0;
      case "maximum" -> compared(value, schema, keyword) <= 0;
      case "exclusiveMinimum" -> compared(value, schema, keyword) > 0;
      case "exclusiveMaximum" -> compared(value, schema, keyword) < 0;
      case "minItems" -> ((List<?>) value).size() >= schema.count(keyword, 0);
      case "maxItems" -> ((List<?>) value).size() <= schema.count(keyword, 0);
      case "required" -> ((Map<?, ?>) value).keySet().containsAll(schema.strings(keyword));
      default -> throw schema.wrong(keyword, "beside enum or const, whose values say it all");
    };
  }

  private static int length(Object value) {
    String string = (String) value;
    return string.codePointCount(0, string.length());
  }

  private static int compared(Object value, Schema schema, String keyword) {
    BigDecimal bound = schema.number(keyword).orElseThrow();
    return Values.decimal((Number) value).compareTo(bound);
  }
}
