package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Choice;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import java.util.List;

/** The strings of a schema. */
final class StringRules {
  private StringRules() {}

  /** How many characters there may be. */
  private record Lengths(long min, long max) {
    static final long ENDLESS = Long.MAX_VALUE;

    static Lengths of(Expression e) {
      return switch (e) {
        case Literal(String text) -> {
          int length = text.codePointCount(0, text.length());
          yield new Lengths(length, length);
        }
        case Characters _ -> new Lengths(1, 1);
        case Reference _ -> new Lengths(0, ENDLESS);
        case Sequence(List<Expression> parts) -> {
          Lengths sum = new Lengths(0, 0);
          for (Expression part : parts) {
            Lengths more = of(part);
            sum = new Lengths(plus(sum.min, more.min), plus(sum.max, more.max));
          }
          yield sum;
        }
        case Choice(List<Expression> parts) ->
            new Lengths(
                parts.stream().mapToLong(part -> of(part).min).min().orElseThrow(),
                parts.stream().mapToLong(part -> of(part).max).max().orElseThrow());
        case Repeat(Expression body, int min, int max) -> {
          Lengths one = of(body);
          yield new Lengths(times(one.min, min), times(one.max, max));
        }
      };
    }

    private static long plus(long a, long b) {
      return a == ENDLESS || b == ENDLESS ? ENDLESS : a + b;
    }

    private static long times(long length, int count) {
      if (length == 0 || count == 0) {
        return 0;
      }
      boolean endless = count == Expression.UNBOUNDED || length > Integer.MAX_VALUE;
      return endless ? ENDLESS : length * count;
    }
  }

  static Expression expression(Schema schema) {
    int min = schema.count("minLength", 0);
    int max = schema.count("maxLength", Expression.UNBOUNDED);
    if (max < min) {
      throw schema.wrong("minLength", "%d characters, but %d at most".formatted(min, max));
    }
    if (schema.has("pattern") && schema.has("format")) {
      throw schema.wrong("format", "beside pattern, expected one of both");
    }
    String described = schema.has("pattern") ? "pattern" : "format";
    if (!schema.has(described)) {
      return min == 0 && max == Expression.UNBOUNDED
          ? Rules.STRING
          : quoted(new Repeat(Rules.CHARACTER, min, max));
    }
    String text = schema.string(described).orElseThrow();
    String pattern = described.equals("format") ? Formats.pattern(schema, text) : text;
    Expression strings = new PatternParser(schema, described, pattern).parse();
    return quoted(JsonCharacters.encode(within(strings, min, max, schema, described)));
  }

  private static Expression quoted(Expression inside) {
    return Expression.sequence(new Literal("\""), inside, new Literal("\""));
  }

  /** Those of some strings that have a length. */
  private static Expression within(
      Expression strings, int min, int max, Schema schema, String described) {
    Lengths lengths = Lengths.of(strings);
    if (lengths.min >= min && lengths.max <= max) {
      return strings;
    }
    if (strings instanceof Repeat(Characters one, int few, int many)) {
      int least = Math.max(few, min);
      int most = Math.min(many, max);
      if (least <= most) {
        return new Repeat(one, least, most);
      }
    }
    if (max == Expression.UNBOUNDED && lengths.min >= min) {
      return strings;
    }
    throw schema.wrong(
        described,
        "it has strings of %d to %s characters, beside minLength and maxLength that it does not keep by itself"
            .formatted(
                lengths.min, lengths.max == Lengths.ENDLESS ? "any number of" : lengths.max));
  }
}
