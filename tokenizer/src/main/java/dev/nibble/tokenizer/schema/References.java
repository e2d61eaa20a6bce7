package dev.nibble.tokenizer.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what {@code $ref} points to, within the same schema. */
final class References {
  private final @Nullable Object whole;

  References(@Nullable Object whole) {
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
    @Nullable Object found = whole;
    String pointer = reference.substring(1);
    for (String step : pointer.isEmpty() ? List.<String>of() : steps(pointer)) {
      found =
          member(found, step)
              .orElseThrow(() -> schema.wrong("$ref", "there is nothing at " + reference));
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

  private static Optional<Object> member(@Nullable Object value, String step) {
    return switch (value) {
      case Map<?, ?> map -> Optional.ofNullable(map.get(step));
      case List<?> list when step.matches("\\d{1,6}") && Integer.parseInt(step) < list.size() ->
          Optional.ofNullable(list.get(Integer.parseInt(step)));
      case null, default -> Optional.empty();
    };
  }
}
