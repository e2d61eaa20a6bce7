package dev.nibble.tokenizer.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the members of a schema are for. */
final class Keywords {
  /** They say nothing about values. */
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$id",
          "$anchor",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "contentEncoding",
          "contentMediaType",
          "contentSchema");

  /** They join schemas. */
  static final Set<String> JOINING = Set.of("$ref", "allOf", "anyOf", "oneOf");

  /** The types that a keyword is about, for all that grammars can hold to. */
  private static final Map<String, String> TYPES = types();

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    for (String keyword : new String[] {"minLength", "maxLength", "pattern", "format"}) {
      types.put(keyword, "string");
    }
    for (String keyword :
        new String[] {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}) {
      types.put(keyword, "number");
    }
    for (String keyword :
        new String[] {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"}) {
      types.put(keyword, "array");
    }
    for (String keyword :
        new String[] {
          "properties", "required", "additionalProperties", "minProperties", "maxProperties"
        }) {
      types.put(keyword, "object");
    }
    return types;
  }

  private Keywords() {}

  static void check(Schema schema) {
    for (String keyword : schema.keywords().keySet()) {
      boolean known =
          ANNOTATIONS.contains(keyword)
              || JOINING.contains(keyword)
              || TYPES.containsKey(keyword)
              || Set.of("type", "enum", "const").contains(keyword);
      if (!known) {
        throw schema.wrong(keyword, "no grammar guarantees it, or it is not known; leave it out");
      }
    }
  }

  static boolean isAnnotation(String keyword) {
    return ANNOTATIONS.contains(keyword);
  }

  /** The type that a keyword is about, if it is not about all. */
  static Optional<String> type(String keyword) {
    return Optional.ofNullable(TYPES.get(keyword));
  }
}
