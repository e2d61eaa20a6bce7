package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Grammar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes rules of schemas: of each reference one, so that schemas may hold themselves. */
final class SchemaCompiler {
  /** How deep schemas may be nested. */
  private static final int MAX_DEPTH = 100;

  private final @Nullable Object whole;
  private final Rules rules = new Rules();
  private final Alternatives alternatives;
  private final Map<String, String> referenced = new HashMap<>();
  private int depth;

  SchemaCompiler(@Nullable Object whole) {
    this.whole = whole;
    this.alternatives = new Alternatives(new References(whole));
  }

  Grammar grammar() {
    return rules.grammar(expression(Schema.of(whole, "")));
  }

  Rules rules() {
    return rules;
  }

  /** The values that a schema allows. */
  Expression expression(Schema schema) {
    if (++depth > MAX_DEPTH) {
      throw schema.wrong("", "nested deeper than " + MAX_DEPTH);
    }
    Expression made = made(schema);
    depth--;
    return rules.add(made);
  }

  private Expression made(Schema schema) {
    List<String> demands =
        schema.keywords().keySet().stream().filter(key -> !Keywords.isAnnotation(key)).toList();
    if (demands.isEmpty()) {
      return Rules.VALUE;
    }
    if (demands.equals(List.of("$ref"))) {
      return reference(alternatives.target(schema));
    }
    if (demands.equals(List.of("anyOf"))) {
      return Expression.choice(schema.children("anyOf").stream().map(this::expression).toList());
    }
    if (demands.equals(List.of("oneOf"))) {
      alternatives.of(schema); // Refuses what is not known to exclude each other.
      return Expression.choice(schema.children("oneOf").stream().map(this::expression).toList());
    }
    if (demands.stream().noneMatch(Keywords.JOINING::contains)) {
      return plain(schema);
    }
    return Expression.choice(alternatives.of(schema).stream().map(this::plain).toList());
  }

  private Expression reference(Schema target) {
    String known = referenced.get(target.pointer());
    if (known == null) {
      known = rules.reserve();
      referenced.put(target.pointer(), known);
      rules.put(known, expression(target));
    }
    return new Reference(known);
  }

  /** The values of a schema that joins no others. */
  private Expression plain(Schema schema) {
    if (schema.has("enum") || schema.has("const")) {
      List<@Nullable Object> values = Demands.values(schema);
      if (values.isEmpty()) {
        throw schema.wrong(
            schema.has("enum") ? "enum" : "const", "none of its values is allowed by the others");
      }
      return Expression.choice(
          values.stream().map(value -> (Expression) new Literal(Values.text(value))).toList());
    }
    Set<String> types = Demands.generatedTypes(schema);
    List<Expression> each = new ArrayList<>();
    for (String type : types) {
      if (type.equals("integer") && types.contains("number")) {
        continue;
      }
      each.add(
          switch (type) {
            case "object" -> new ObjectRules(this, schema).expression();
            case "array" -> new ArrayRules(this, schema).expression();
            case "string" -> StringRules.expression(schema);
            case "number", "integer" -> NumberRules.expression(schema, type);
            default -> new Reference(type);
          });
    }
    return Expression.choice(each);
  }
}
