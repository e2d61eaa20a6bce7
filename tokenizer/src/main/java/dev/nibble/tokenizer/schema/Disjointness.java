package dev.nibble.tokenizer.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether schemas exclude each other, as far as it is easily told. */
final class Disjointness {
  private static final int MAX_DEPTH = 8;

  private final Alternatives alternatives;

  Disjointness(Alternatives alternatives) {
    this.alternatives = alternatives;
  }

  /** Whether no value satisfies one of some and one of others. */
  boolean holds(List<Schema> some, List<Schema> others, int depth) {
    return depth <= MAX_DEPTH
        && some.stream().allMatch(a -> others.stream().allMatch(b -> holds(a, b, depth)));
  }

  private boolean holds(Schema a, Schema b, int depth) {
    Optional<Schema> joined = Conjunction.of(a, b);
    if (joined.isEmpty()) {
      return true;
    }
    Schema both = joined.get();
    if (both.has("enum") || both.has("const")) {
      return Demands.values(both).isEmpty();
    }
    Set<String> types = Demands.types(both);
    types.remove("integer");
    if (Demands.types(both).contains("integer")) {
      types.add("number");
    }
    return types.stream().allMatch(type -> isImpossible(type, a, b, both, depth));
  }

  private boolean isImpossible(String type, Schema a, Schema b, Schema both, int depth) {
    return switch (type) {
      case "string" -> exceeds(both, "minLength", "maxLength");
      case "array" -> exceeds(both, "minItems", "maxItems");
      case "number" -> exceeds(both, "minimum", "maximum") || touches(both);
      case "object" -> required(both).stream().anyMatch(name -> differs(name, a, b, depth));
      default -> false;
    };
  }

  private static Set<String> required(Schema schema) {
    return schema.strings("required");
  }

  private static boolean exceeds(Schema schema, String min, String max) {
    Optional<BigDecimal> lowest = schema.number(min);
    Optional<BigDecimal> highest = schema.number(max);
    return lowest.isPresent() && highest.isPresent() && lowest.get().compareTo(highest.get()) > 0;
  }

  /** Whether one bound excludes the other. */
  private static boolean touches(Schema schema) {
    List<String[]> pairs =
        List.of(
            new String[] {"exclusiveMinimum", "maximum"},
            new String[] {"minimum", "exclusiveMaximum"},
            new String[] {"exclusiveMinimum", "exclusiveMaximum"});
    return pairs.stream()
        .anyMatch(pair ->
            schema.has(pair[0])
                && schema.has(pair[1])
                && schema.number(pair[0]).get().compareTo(schema.number(pair[1]).get()) >= 0);
  }

  /** Whether a required property cannot be what both sides want. */
  private boolean differs(String name, Schema a, Schema b, int depth) {
    Object ofA = property(a, name);
    Object ofB = property(b, name);
    if (ofA.equals(false) || ofB.equals(false)) {
      return true;
    }
    String pointer = a.pointer() + "/properties/" + name;
    List<List<Schema>> parts = new ArrayList<>();
    for (Object part : List.of(ofA, ofB)) {
      parts.add(alternatives.of(Schema.of(part, pointer), depth + 1));
    }
    return holds(parts.getFirst(), parts.getLast(), depth + 1);
  }

  private static Object property(Schema schema, String name) {
    Object others = schema.part("additionalProperties", true);
    return schema.members("properties").getOrDefault(name, others);
  }
}
