package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.CodePoints;
import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Choice;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import java.util.ArrayList;
import java.util.List;

/** How the characters of a string stand in JSON. */
final class JsonCharacters {
  private static final CodePoints ESCAPED = CodePoints.of("\"\\").union(CodePoints.range(0, 0x1F));

  /** Those that stand for themselves. */
  static final CodePoints RAW = ESCAPED.complement();

  private JsonCharacters() {}

  /** One character of a string; half a surrogate pair is escaped too. */
  static String escaped(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> RAW.contains(c) ? Character.toString(c) : "\\u%04x".formatted(c);
    };
  }

  /** An expression over characters of strings as one over characters of JSON. */
  static Expression encode(Expression e) {
    return switch (e) {
      case Literal(String text) -> {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> out.append(escaped(c)));
        yield new Literal(out.toString());
      }
      case Characters(CodePoints allowed) -> encode(allowed);
      case Reference _ -> e;
      case Sequence(List<Expression> parts) ->
          new Sequence(parts.stream().map(JsonCharacters::encode).toList());
      case Choice(List<Expression> parts) ->
          new Choice(parts.stream().map(JsonCharacters::encode).toList());
      case Repeat(Expression body, int min, int max) -> new Repeat(encode(body), min, max);
    };
  }

  private static Expression encode(CodePoints allowed) {
    List<Expression> ways = new ArrayList<>();
    ways.add(new Characters(allowed.intersect(RAW)));
    allowed
        .intersect(ESCAPED)
        .forEachRange((first, last) -> {
          for (int c = first; c <= last; c++) {
            ways.add(new Literal(escaped(c)));
          }
        });
    return Expression.choice(ways);
  }
}
