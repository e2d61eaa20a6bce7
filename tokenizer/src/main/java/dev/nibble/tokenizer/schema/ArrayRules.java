package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import java.util.List;

/** The arrays of a schema. */
final class ArrayRules {
  private final SchemaCompiler compiler;
  private final Schema schema;

  ArrayRules(SchemaCompiler compiler, Schema schema) {
    this.compiler = compiler;
    this.schema = schema;
  }

  Expression expression() {
    return Expression.sequence(
        new Literal("["), Rules.SPACE, items(), Rules.SPACE, new Literal("]"));
  }

  private Expression items() {
    List<Schema> first = schema.has("prefixItems") ? schema.children("prefixItems") : List.of();
    int min = schema.count("minItems", 0);
    // Further items are not made where only the first ones are described, and no more are needed.
    Object others = schema.part("items", first.isEmpty() || min > first.size());
    if (others instanceof List) {
      throw schema.wrong("items", "an array of schemas, expected prefixItems in its place");
    }
    int most = schema.count("maxItems", Expression.UNBOUNDED);
    int max = others.equals(false) ? Math.min(most, first.size()) : most;
    if (schema.flag("uniqueItems") && max > 1) {
      throw schema.wrong(
          "uniqueItems", "no grammar guarantees it of more than one item; leave it out");
    }
    if (max < min) {
      throw schema.wrong("minItems", "%d items, but %d at most".formatted(min, max));
    }
    Expression item = Expression.EMPTY;
    if (!others.equals(false)) {
      item = compiler.expression(Schema.of(others, schema.pointer() + "/items"));
    }
    int known = Math.min(first.size(), max);
    Expression next = Expression.sequence(Rules.COMMA, item);
    Expression rest = more(next, min - Math.max(1, known), max, Math.max(1, known));
    for (int i = known - 1; i >= 0; i--) {
      Expression one = compiler.expression(first.get(i));
      Expression here =
          i == 0 ? Expression.sequence(one, rest) : Expression.sequence(Rules.COMMA, one, rest);
      rest = compiler.rules().add(i < min ? here : Expression.optional(here));
    }
    if (known > 0) {
      return rest;
    }
    if (max == 0) {
      return Expression.EMPTY;
    }
    Expression some = Expression.sequence(item, rest);
    return min > 0 ? some : Expression.optional(some);
  }

  private Expression more(Expression next, int least, int max, int behind) {
    int most = max == Expression.UNBOUNDED ? max : Math.max(0, max - behind);
    return most == 0 ? Expression.EMPTY : new Repeat(next, Math.max(0, least), most);
  }
}
