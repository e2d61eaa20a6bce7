package dev.nibble.tokenizer.grammar;

import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a grammar in llama.cpp's notation. A rule ends where its line does, unless an alternative
 * bar or an open parenthesis says that it goes on.
 */
final class GbnfParser {
  /** How long a text may be, in characters. */
  private static final int MAX_LENGTH = 1 << 20;

  /** How deep parentheses may be nested: two expressions each. */
  private static final int MAX_GROUPS = Grammar.MAX_DEPTH / 3;

  private final String text;
  private final GbnfScanner scanner;
  private final Map<String, Expression> rules = new LinkedHashMap<>();
  private final Map<String, Integer> definitions = new HashMap<>();
  private final Map<String, Integer> references = new LinkedHashMap<>();

  GbnfParser(String text) {
    this.text = text;
    this.scanner = new GbnfScanner(text);
  }

  Grammar parse() {
    if (text.length() > MAX_LENGTH) {
      throw scanner.error(
          0, "%d characters, expected %d at most".formatted(text.length(), MAX_LENGTH));
    }
    scanner.skipSpace(true);
    while (scanner.peek() != GbnfScanner.END) {
      rule();
      scanner.skipSpace(true);
    }
    references.forEach((name, position) -> {
      if (!rules.containsKey(name)) {
        throw scanner.error(position, name, "there is no rule %s".formatted(name));
      }
    });
    try {
      return Grammar.of(rules);
    } catch (GrammarException e) {
      throw scanner.error(definitions.getOrDefault(e.rule(), 0), e.rule(), e.reason());
    }
  }

  private void rule() {
    int position = scanner.position();
    String name = scanner.name();
    scanner.skipSpace(false);
    scanner.expect("::=");
    if (definitions.putIfAbsent(name, position) != null) {
      throw scanner.error(
          position, name, "a second rule %s, expected another name".formatted(name));
    }
    rules.put(name, alternatives(0));
    if (!atLineEnd() && !beginsRule()) {
      throw scanner.unexpected("an expression, '|' or the end of the line");
    }
  }

  private boolean atLineEnd() {
    int c = scanner.peek();
    return c == '\n' || c == '\r' || c == GbnfScanner.END;
  }

  private Expression alternatives(int groups) {
    List<Expression> alternatives = new ArrayList<>();
    do {
      scanner.skipSpace(true);
      alternatives.add(sequence(groups));
    } while (scanner.takes("|"));
    return Expression.choice(alternatives);
  }

  private Expression sequence(int groups) {
    List<Expression> parts = new ArrayList<>();
    if (beginsRule()) {
      return Expression.EMPTY;
    }
    scanner.skipSpace(groups > 0);
    while (beginsPrimary(scanner.peek())) {
      parts.add(repetitions(primary(groups)));
      scanner.skipSpace(groups > 0);
    }
    return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
  }

  /** Whether an empty alternative was the last of its rule, so that the next one begins here. */
  private boolean beginsRule() {
    int from = scanner.position();
    boolean found = false;
    if (GbnfScanner.isNamePart(scanner.peek())) {
      scanner.name();
      scanner.skipSpace(false);
      found = scanner.takes("::=");
    }
    scanner.moveTo(from);
    return found;
  }

  private static boolean beginsPrimary(int c) {
    return c == '"' || c == '[' || c == '(' || c == '.' || GbnfScanner.isNamePart(c);
  }

  private Expression primary(int groups) {
    int position = scanner.position();
    return switch (scanner.peek()) {
      case '"' -> literal();
      case '[' -> characterClass();
      case '.' -> {
        scanner.take();
        yield new Characters(CodePoints.ALL);
      }
      case '(' -> {
        if (groups == MAX_GROUPS) {
          throw scanner.error(position, "parentheses nested deeper than %d".formatted(MAX_GROUPS));
        }
        scanner.take();
        Expression group = alternatives(groups + 1);
        if (!scanner.takes(")")) {
          throw scanner.unexpected("an expression, '|' or ')'");
        }
        yield group;
      }
      default -> {
        String name = scanner.name();
        references.putIfAbsent(name, position);
        yield new Reference(name);
      }
    };
  }

  private Expression literal() {
    scanner.expect("\"");
    StringBuilder literal = new StringBuilder();
    while (scanner.peek() != '"') {
      checkInside("'\"'");
      literal.appendCodePoint(scanner.character());
    }
    scanner.take();
    return new Literal(literal.toString());
  }

  private Expression characterClass() {
    scanner.expect("[");
    boolean negated = scanner.takes("^");
    CodePoints set = CodePoints.NONE;
    while (scanner.peek() != ']') {
      checkInside("']'");
      int from = scanner.position();
      int first = scanner.character();
      int last = first;
      if (scanner.peek() == '-') {
        scanner.take();
        if (scanner.peek() == ']') {
          set = set.union(CodePoints.of("-"));
        } else {
          checkInside("the end of a range");
          last = scanner.character();
        }
      }
      if (last < first) {
        throw scanner.error(from, "a range whose end is below its beginning");
      }
      set = set.union(CodePoints.range(first, last));
    }
    scanner.take();
    return new Characters(negated ? set.complement() : set);
  }

  private void checkInside(String expected) {
    if (atLineEnd()) {
      throw scanner.unexpected(expected);
    }
  }

  /** Everything that follows repeats what stands before it; blanks may stand in between. */
  private Expression repetitions(Expression body) {
    Expression repeated = body;
    int count = 0;
    while (true) {
      int position = scanner.position();
      scanner.skipSpace(false);
      Optional<Expression> next = repetition(repeated);
      if (next.isEmpty()) {
        scanner.moveTo(position);
        return repeated;
      }
      if (++count > 8) {
        throw scanner.error(position, "more than 8 repetitions of one expression");
      }
      repeated = next.get();
    }
  }

  /** The repetition that stands next, if one does. */
  private Optional<Expression> repetition(Expression body) {
    return switch (scanner.peek()) {
      case '*' -> Optional.of(repeat(body, 0, Expression.UNBOUNDED));
      case '+' -> Optional.of(repeat(body, 1, Expression.UNBOUNDED));
      case '?' -> Optional.of(repeat(body, 0, 1));
      case '{' -> Optional.of(braces(body));
      default -> Optional.empty();
    };
  }

  private Expression repeat(Expression body, int min, int max) {
    scanner.take();
    return new Repeat(body, min, max);
  }

  private Expression braces(Expression body) {
    final int position = scanner.position();
    scanner.expect("{");
    scanner.skipSpace(false);
    int min = scanner.peek() == ',' ? 0 : scanner.number();
    int max = min;
    scanner.skipSpace(false);
    if (scanner.takes(",")) {
      scanner.skipSpace(false);
      max = scanner.peek() == '}' ? Expression.UNBOUNDED : scanner.number();
      scanner.skipSpace(false);
    }
    scanner.expect("}");
    if (max < min) {
      throw scanner.error(
          position, "%d to %d times, expected no more at least than at most".formatted(min, max));
    }
    return new Repeat(body, min, max);
  }
}
