package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.CodePoints;
import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The objects of a schema: its properties in their order, those that are not required perhaps
 * missing, and then others where it asks for them.
 */
final class ObjectRules {
  /** Raw characters alone, so that no name can be another one in disguise. */
  private static final CodePoints NAME = JsonCharacters.RAW.minus(CodePoints.range(0x7F, 0x7F));

  private final SchemaCompiler compiler;
  private final Schema schema;
  private final Set<String> required;

  /** What may stand under each name, none of them {@code false}. */
  private final Map<String, Object> properties = new LinkedHashMap<>();

  ObjectRules(SchemaCompiler compiler, Schema schema) {
    this.compiler = compiler;
    this.schema = schema;
    required = schema.strings("required");
    Map<String, Object> declared = schema.members("properties");
    Object others = schema.part("additionalProperties", true);
    required.forEach(name -> declared.putIfAbsent(name, others));
    declared.forEach((name, value) -> {
      if (!value.equals(false)) {
        properties.put(name, value);
      } else if (required.contains(name)) {
        throw schema.wrong("required", "the property %s, which may not be there".formatted(name));
      }
    });
  }

  Expression expression() {
    return Expression.sequence(
        new Literal("{"), Rules.SPACE, members(), Rules.SPACE, new Literal("}"));
  }

  /** From the last property to the first: what may follow, behind some member and behind none. */
  private Expression members() {
    Expression behindNone = others(false);
    Expression behindSome = others(true);
    for (Map.Entry<String, Object> property : new ArrayList<>(properties.entrySet()).reversed()) {
      String name = property.getKey();
      Expression member =
          Expression.sequence(
              new Literal(Values.text(name)),
              Rules.COLON,
              compiler.expression(Schema.of(property.getValue(), pointer(name))));
      Expression first = Expression.sequence(member, behindSome);
      Expression next = Expression.sequence(Rules.COMMA, member, behindSome);
      boolean needed = required.contains(name);
      behindNone = add(needed ? first : Expression.choice(List.of(first, behindNone)));
      behindSome = add(needed ? next : Expression.choice(List.of(next, behindSome)));
    }
    return behindNone;
  }

  private Expression add(Expression body) {
    return compiler.rules().add(body);
  }

  private String pointer(String name) {
    String escaped = name.replace("~", "~0").replace("/", "~1");
    return schema.members("properties").containsKey(name)
        ? schema.pointer() + "/properties/" + escaped
        : schema.pointer() + "/additionalProperties";
  }

  /** Members that no property names; a name may come twice, which leaves the last one valid. */
  private Expression others(boolean behindSome) {
    int min = schema.count("minProperties", 0) - required.size();
    int max = schema.count("maxProperties", Integer.MAX_VALUE);
    Object allowed =
        schema.part("additionalProperties", properties.isEmpty() && !schema.has("properties"));
    if (max < properties.size()) {
      throw schema.wrong(
          "maxProperties", "less than there are properties, which no grammar counts");
    }
    int most = max == Integer.MAX_VALUE ? Expression.UNBOUNDED : max - properties.size();
    if (min > 1 || (min == 1 && (allowed.equals(false) || most == 0))) {
      throw schema.wrong(
          "minProperties", "more than are required, which no grammar counts; require them by name");
    }
    if (allowed.equals(false) || most == 0) {
      return Expression.EMPTY;
    }
    Schema value = Schema.of(allowed, schema.pointer() + "/additionalProperties");
    Expression member = add(Expression.sequence(name(), Rules.COLON, compiler.expression(value)));
    Expression next = add(Expression.sequence(Rules.COMMA, member));
    int least = Math.max(0, min);
    if (behindSome) {
      return add(new Repeat(next, least, most));
    }
    int more = most == Expression.UNBOUNDED ? most : most - 1;
    Expression several = add(Expression.sequence(member, new Repeat(next, 0, more)));
    return least == 0 ? Expression.optional(several) : several;
  }

  /** A name that is not one of the properties. */
  private Expression name() {
    Names names = new Names();
    properties.keySet().forEach(name -> names.add(name.codePoints().toArray()));
    schema.members("properties").keySet().forEach(name -> names.add(name.codePoints().toArray()));
    return add(Expression.sequence(new Literal("\""), other(names), new Literal("\"")));
  }

  /** Names by their characters. */
  private static final class Names {
    private final Map<Integer, Names> next = new TreeMap<>();
    private boolean end;

    void add(int[] characters) {
      Names at = this;
      for (int c : characters) {
        at = at.next.computeIfAbsent(c, _ -> new Names());
      }
      at.end = true;
    }
  }

  private Expression other(Names names) {
    List<Expression> ways = new ArrayList<>();
    CodePoints same = CodePoints.NONE;
    for (Map.Entry<Integer, Names> step : names.next.entrySet()) {
      int c = step.getKey();
      same = same.union(CodePoints.range(c, c));
      if (NAME.contains(c)) {
        ways.add(Expression.sequence(new Literal(Character.toString(c)), other(step.getValue())));
      }
    }
    ways.add(
        Expression.sequence(
            new Characters(NAME.minus(same)),
            new Repeat(new Characters(NAME), 0, Expression.UNBOUNDED)));
    if (!names.end) {
      ways.add(Expression.EMPTY);
    }
    return add(Expression.choice(ways));
  }
}
