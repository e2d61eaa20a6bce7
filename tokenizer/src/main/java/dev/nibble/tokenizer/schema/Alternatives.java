package dev.nibble.tokenizer.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes schemas that join others apart, into plain ones of which a value needs to satisfy one. */
final class Alternatives {
  /** How many there may be of one schema. */
  private static final int MAX = 1_000;

  private static final int MAX_DEPTH = 30;

  private final References references;
  private final Disjointness disjointness = new Disjointness(this);

  Alternatives(References references) {
    this.references = references;
  }

  Schema target(Schema schema) {
    return references.target(schema);
  }

  /**
   * The alternatives of a schema, one or more.
   *
   * @throws UnsupportedSchemaException if there is none, or if those of {@code oneOf} may both be
   *     satisfied
   */
  List<Schema> of(Schema schema) {
    List<Schema> found = of(schema, 0);
    if (found.isEmpty()) {
      throw schema.wrong("", "no value satisfies all of it");
    }
    return found;
  }

  List<Schema> of(Schema schema, int depth) {
    if (depth > MAX_DEPTH) {
      throw schema.wrong("$ref", "it leads back to itself beside other keywords, or too deep");
    }
    Map<String, @Nullable Object> own = new LinkedHashMap<>(schema.keywords());
    own.keySet().removeAll(Keywords.JOINING);
    List<Schema> found = List.of(new Schema(own, schema.pointer()));
    if (schema.has("$ref")) {
      found = both(found, of(references.target(schema), depth + 1));
    }
    if (schema.has("allOf")) {
      for (Schema part : schema.children("allOf")) {
        found = both(found, of(part, depth + 1));
      }
    }
    if (schema.has("anyOf")) {
      List<Schema> any = new ArrayList<>();
      for (Schema part : schema.children("anyOf")) {
        any.addAll(of(part, depth + 1));
      }
      found = both(found, any);
    }
    return schema.has("oneOf") ? oneOf(schema, found, depth) : found;
  }

  private List<Schema> oneOf(Schema schema, List<Schema> beside, int depth) {
    List<List<Schema>> parts = new ArrayList<>();
    for (Schema part : schema.children("oneOf")) {
      parts.add(both(beside, of(part, depth + 1)));
    }
    for (int i = 0; i < parts.size(); i++) {
      for (int k = 0; k < i; k++) {
        if (!disjointness.holds(parts.get(k), parts.get(i), depth)) {
          throw schema.wrong(
              "oneOf",
              "a value may satisfy both %d and %d, expected alternatives that exclude each other by type, value or a required property; or anyOf"
                  .formatted(k, i));
        }
      }
    }
    return parts.stream().flatMap(List::stream).toList();
  }

  private static List<Schema> both(List<Schema> some, List<Schema> others) {
    List<Schema> all = new ArrayList<>();
    for (Schema a : some) {
      for (Schema b : others) {
        Optional<Schema> joined = Conjunction.of(a, b);
        joined.ifPresent(all::add);
        if (all.size() > MAX) {
          throw a.wrong("", "more than %d alternatives".formatted(MAX));
        }
      }
    }
    return all;
  }
}
