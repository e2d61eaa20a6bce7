package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.CodePoints;
import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import dev.nibble.tokenizer.grammar.Grammar;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression of JSON Schema (ECMA-262): characters, classes, groups, alternatives
 * and repetitions, with {@code ^} and {@code $} at its ends. What it makes has strings of which any
 * part would match, as the keyword has it, unless the ends say otherwise.
 *
 * <p>Where engines differ in which characters a class has, the characters that all agree on are
 * taken.
 */
final class PatternParser {
  private static final int MAX_GROUPS = 20;
  private static final Expression ANY =
      new Repeat(new Characters(CodePoints.ALL), 0, Expression.UNBOUNDED);
  private static final CodePoints LINE_ENDS = CodePoints.of("\n\r\u0085\u2028\u2029");

  private final Schema schema;
  private final String keyword;
  private final String pattern;
  private int at;

  PatternParser(Schema schema, String keyword, String pattern) {
    this.schema = schema;
    this.keyword = keyword;
    this.pattern = pattern;
  }

  Expression parse() {
    List<Expression> ways = new ArrayList<>();
    do {
      boolean begins = takes('^');
      Expression inside = sequence(0);
      boolean ends = takes('$');
      Expression before = begins ? Expression.EMPTY : ANY;
      Expression behind = ends ? Expression.EMPTY : ANY;
      ways.add(begins && ends ? inside : Expression.sequence(before, inside, behind));
    } while (takes('|'));
    if (at < pattern.length()) {
      throw wrong("'%c' there".formatted(pattern.charAt(at)));
    }
    return Expression.choice(ways);
  }

  private UnsupportedSchemaException wrong(String what) {
    return schema.wrong(
        keyword, "%s, at character %d of %s".formatted(what, at + 1, Values.text(pattern)));
  }

  private int peek() {
    return at < pattern.length() ? pattern.codePointAt(at) : -1;
  }

  private int take() {
    if (at == pattern.length()) {
      throw wrong("the end");
    }
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private boolean takes(int c) {
    boolean found = peek() == c;
    if (found) {
      take();
    }
    return found;
  }

  private Expression alternatives(int groups) {
    List<Expression> ways = new ArrayList<>();
    do {
      ways.add(sequence(groups));
    } while (takes('|'));
    return Expression.choice(ways);
  }

  private Expression sequence(int groups) {
    List<Expression> parts = new ArrayList<>();
    while (peek() != -1 && "|)$^".indexOf(peek()) < 0) {
      parts.add(repetition(atom(groups)));
    }
    return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
  }

  private Expression atom(int groups) {
    return switch (peek()) {
      case '(' -> group(groups);
      case '[' -> {
        take();
        yield new Characters(characterClass());
      }
      case '.' -> {
        take();
        yield new Characters(LINE_ENDS.complement());
      }
      case '\\' -> {
        take();
        yield new Characters(escape(false));
      }
      case '*', '+', '?', '{', '}', ']' ->
          throw wrong("'%c', which stands for itself behind a \\ alone,".formatted(peek()));
      default -> new Characters(one(take()));
    };
  }

  private Expression group(int groups) {
    if (groups == MAX_GROUPS) {
      throw wrong("groups nested deeper than " + MAX_GROUPS);
    }
    take();
    if (takes('?')) {
      boolean named =
          peek() == '<' && !pattern.startsWith("<=", at) && !pattern.startsWith("<!", at);
      if (named) {
        while (take() != '>') {
          // The name of the group says nothing about strings.
        }
      } else if (!takes(':')) {
        throw wrong("a look ahead or behind, which no grammar has,");
      }
    }
    Expression inside = alternatives(groups + 1);
    if (!takes(')')) {
      throw wrong("^ or $ inside a group, or no )");
    }
    return inside;
  }

  private Expression repetition(Expression body) {
    int c = peek();
    if (c == -1 || "*+?{".indexOf(c) < 0) {
      return body;
    }
    Expression repeated =
        switch (c) {
          case '*' -> repeat(body, 0, Expression.UNBOUNDED);
          case '+' -> repeat(body, 1, Expression.UNBOUNDED);
          case '?' -> repeat(body, 0, 1);
          default -> braces(body);
        };
    takes('?'); // A lazy repetition has the same strings.
    return repeated;
  }

  private Expression repeat(Expression body, int min, int max) {
    take();
    return new Repeat(body, min, max);
  }

  private Expression braces(Expression body) {
    take();
    int min = number();
    int max = min;
    if (takes(',')) {
      max = peek() == '}' ? Expression.UNBOUNDED : number();
    }
    if (!takes('}') || max < min) {
      throw wrong("expected a repetition such as {2}, {2,} or {2,4}");
    }
    return new Repeat(body, min, max);
  }

  private int number() {
    int from = at;
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = 10 * value + take() - '0';
      if (value > Grammar.MAX_REPETITIONS) {
        throw wrong("more repetitions than " + Grammar.MAX_REPETITIONS);
      }
    }
    if (at == from) {
      throw wrong("expected a number");
    }
    return value;
  }

  private static CodePoints one(int c) {
    return CodePoints.range(c, c);
  }

  private CodePoints characterClass() {
    boolean negated = takes('^');
    CodePoints set = CodePoints.NONE;
    while (!takes(']')) {
      CodePoints first = classMember(negated);
      boolean range = peek() == '-' && !pattern.startsWith("-]", at);
      if (range) {
        take();
        CodePoints last = classMember(negated);
        first = CodePoints.range(only(first), only(last));
        if (first.isEmpty()) {
          throw wrong("a range whose end is below its beginning");
        }
      }
      set = set.union(first);
    }
    return negated ? set.complement() : set;
  }

  private CodePoints classMember(boolean negated) {
    int c = take();
    if (c == '[') {
      throw wrong("'[' in a class, which engines read differently,");
    }
    if (c == '&' && peek() == '&') {
      throw wrong("'&&' in a class, which engines read differently,");
    }
    return c == '\\' ? escape(negated) : one(c);
  }

  /** The one character of a set. */
  private int only(CodePoints set) {
    int[] bounds = {-1, -1};
    set.forEachRange((first, last) -> {
      bounds[0] = bounds[1] < 0 ? first : -1;
      bounds[1] = last;
    });
    if (bounds[0] < 0 || bounds[0] != bounds[1]) {
      throw wrong("a range from or to a class");
    }
    return bounds[0];
  }

  /**
   * What is behind a backslash.
   *
   * @param left whether the characters are those to leave out
   */
  private CodePoints escape(boolean left) {
    int c = take();
    return switch (c) {
      case 'd' -> CodePoints.range('0', '9');
      case 'D' -> CodePoints.range('0', '9').complement();
      case 'w' -> word();
      case 'W' -> word().complement();
      case 's' -> left ? anySpace() : space();
      case 'S' -> (left ? space() : anySpace()).complement();
      case 't' -> one('\t');
      case 'n' -> one('\n');
      case 'r' -> one('\r');
      case 'f' -> one('\f');
      case 'x' -> one(hex(2));
      case 'u' -> one(unicode());
      default -> {
        if ("^$\\.*+?()[]{}|/-".indexOf(c) < 0) {
          throw wrong("the escape \\%s, which no grammar has,".formatted(Character.toString(c)));
        }
        yield one(c);
      }
    };
  }

  private static CodePoints word() {
    return CodePoints.range('a', 'z')
        .union(CodePoints.range('A', 'Z'))
        .union(CodePoints.range('0', '9'))
        .union(one('_'));
  }

  private static CodePoints space() {
    return CodePoints.of(" \t\n\r\f\u000B");
  }

  /** White space of ECMA-262. */
  private static CodePoints anySpace() {
    return space()
        .union(CodePoints.of("\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF\u0085"))
        .union(CodePoints.range(0x2000, 0x200A));
  }

  private int unicode() {
    int unit = hex(4);
    if (Character.isHighSurrogate((char) unit) && pattern.startsWith("\\u", at)) {
      at += 2;
      int low = hex(4);
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    if (Character.isSurrogate((char) unit)) {
      throw wrong("half a surrogate pair");
    }
    return unit;
  }

  private int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(take(), 16);
      if (digit < 0) {
        throw wrong("expected %d hexadecimal digits".formatted(digits));
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
