package dev.nibble.tokenizer.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Map;

/** Finds what {@code $ref} points to, within the same schema. */
final class References {
  private final Object whole;

  References(Object whole) {
    this.whole = whole;
  }

  /** The schema that another one refers to. */
  Schema target(Schema schema) {
    String reference = schema.string("$ref").orElseThrow();
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw schema.wrong(
          "$ref",
          "%s, expected # or a JSON pointer such as #/$defs/name: nothing is fetched"
              .formatted(reference));
    }
    Object found = whole;
    String pointer = reference.substring(1);
    for (String step : pointer.isEmpty() ? List.<String>of() : steps(pointer)) {
      found = member(found, step);
      if (found == null) {
        throw schema.wrong("$ref", "there is nothing at " + reference);
      }
    }
    return Schema.of(found, pointer);
  }

  private static List<String> steps(String pointer) {
    return List.of(pointer.substring(1).split("/", -1)).stream()
        .map(step -> decoded(step).replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  private static String decoded(String step) {
    return step.contains("%") ? URLDecoder.decode(step.replace("+", "%2B"), UTF_8) : step;
  }

  private static Object member(Object value, String step) {
    return switch (value) {
      case Map<?, ?> map -> map.get(step);
      case List<?> list when step.matches("\\d{1,6}") && Integer.parseInt(step) < list.size() ->
          list.get(Integer.parseInt(step));
      case null, default -> null;
    };
  }
}
