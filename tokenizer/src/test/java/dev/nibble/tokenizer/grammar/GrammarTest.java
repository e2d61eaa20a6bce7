package dev.nibble.tokenizer.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Choice;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of GBNF, and what is refused. */
final class GrammarTest {
  private static Expression root(String text) {
    return Grammar.parse(text).rules().get(Grammar.ROOT);
  }

  private static Expression characters(String text) {
    return new Characters(CodePoints.of(text));
  }

  private static Expression literal(String text) {
    return new Literal(text);
  }

  private static Expression repeat(String text, int min, int max) {
    return new Repeat(literal(text), min, max);
  }

  @Test
  @DisplayName("alternatives hold sequences, and sequences what is repeated")
  void precedence() {
    assertEquals(
        new Choice(
            List.of(
                new Sequence(
                    List.of(literal("a"), repeat("b", 0, Expression.UNBOUNDED), literal("c"))),
                literal("d"))),
        root("root ::= \"a\" \"b\"* \"c\" | \"d\""));
  }

  @Test
  @DisplayName("each repetition has its bounds")
  void repetitions() {
    int any = Expression.UNBOUNDED;
    assertEquals(
        new Sequence(
            List.of(
                repeat("a", 0, any),
                repeat("a", 1, any),
                repeat("a", 0, 1),
                repeat("a", 3, 3),
                repeat("a", 2, any),
                repeat("a", 2, 5),
                repeat("a", 0, 4))),
        root("root ::= \"a\"* \"a\"+ \"a\"? \"a\"{3} \"a\"{2,} \"a\"{ 2, 5 } \"a\"{,4}"));
  }

  @Test
  @DisplayName("characters are escaped alike in literals and classes")
  void escapes() {
    assertEquals(
        literal("\n\t\r\\\"]A\u00e9\ud83d\ude00"),
        root("root ::= \"\\n\\t\\r\\\\\\\"\\]\\x41\\u00e9\\U0001F600\""));
    assertEquals(characters("]-^A\u00e9"), root("root ::= [\\]\\-\\^\\x41\\u00E9]"));
  }

  @Test
  @DisplayName("classes have ranges, negation and a dash at the end")
  void classes() {
    assertEquals(characters("abc0-"), root("root ::= [a-c0-]"));
    CodePoints rest = ((Characters) root("root ::= [^a-c\\n]")).allowed();
    for (int c : new int[] {'a', 'b', 'c', '\n', 0xD800, 0xDFFF}) {
      assertTrue(!rest.contains(c), () -> "U+%04X".formatted(c));
    }
    for (int c : new int[] {0, 'd', 0x7F, 0xD7FF, 0xE000, 0x10FFFF}) {
      assertTrue(rest.contains(c), () -> "U+%04X".formatted(c));
    }
    assertEquals(new Characters(CodePoints.ALL), root("root ::= ."));
  }

  @Test
  @DisplayName(
      "a rule goes on over lines behind ::= and | and in parentheses, and comments are passed")
  void lines() {
    Grammar grammar =
        Grammar.parse(
            """
            # a list
            root ::=   # of items
              item (
                "," # then
                item
              )* |
              none
            item ::= [a-z]+
            none ::=
            """);
    assertEquals(Set.of("root", "item", "none"), grammar.rules().keySet());
    assertEquals(Expression.EMPTY, grammar.rules().get("none"));
    assertEquals(
        new Choice(
            List.of(
                new Sequence(
                    List.of(
                        new Reference("item"),
                        new Repeat(
                            new Sequence(List.of(literal(","), new Reference("item"))),
                            0,
                            Expression.UNBOUNDED))),
                new Reference("none"))),
        grammar.rules().get("root"));
  }

  @Test
  @DisplayName("an empty rule ends before the next one")
  void emptyRule() {
    Grammar grammar = Grammar.parse("root ::= a \"x\"\na ::=\nb ::= \"y\" |\n");
    assertEquals(Expression.EMPTY, grammar.rules().get("a"));
    assertEquals(new Choice(List.of(literal("y"), Expression.EMPTY)), grammar.rules().get("b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "root = \"a\"; 1; 6; found '=', expected '::='",
        "root ::= \"a; 1; 12; found the end, expected '\"'",
        "root ::= [a-; 1; 13; found the end, expected the end of a range",
        "root ::= (\"a\"; 1; 14; found the end, expected an expression, '|' or ')'",
        "root ::= \"a\" ); 1; 14; found ')', expected an expression, '|' or the end of the line",
        "root ::= \"\\q\"; 1; 11; the escape \\q, expected",
        "root ::= \"\\x4\"; 1; 14; found '\"', expected 2 hexadecimal digits",
        "root ::= \"\\uD800\"; 1; 11; a surrogate",
        "root ::= [z-a]; 1; 11; a range whose end is below its beginning",
        "root ::= \"a\"{3,2}; 1; 13; 3 to 2 times",
        "root ::= \"a\"{x}; 1; 14; found 'x', expected a number",
        "root ::= \"a\"{200000}; 1; 14; more repetitions than 100000",
        "root ::= b; 1; 10; there is no rule b",
        "a ::= \"x\"; 1; 1; there is no rule root",
        "root ::= <[12]>; 1; 10; found '<'",
        "root ::= []; 1; 1; the rule root has no end",
      })
  @DisplayName("an error names line, column, what was found and what was expected")
  void syntaxErrors(String text, int line, int column, String reason) {
    GrammarSyntaxException e =
        assertThrows(GrammarSyntaxException.class, () -> Grammar.parse(text));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(line + ":" + column, e.line() + ":" + e.column());
  }

  @Test
  @DisplayName("the place of an error counts lines")
  void laterLine() {
    GrammarSyntaxException e =
        assertThrows(
            GrammarSyntaxException.class,
            () -> Grammar.parse("root ::= a\n\na ::= \"x\"\na ::= \"y\"\n"));
    assertEquals("4:1 a", e.line() + ":" + e.column() + " " + e.rule());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root ::= root \"a\" | \"b\"",
        "root ::= a\na ::= b \"x\"\nb ::= \"y\"? a | \"z\"",
        "root ::= a\na ::= e* a \"x\" | \"z\"\ne ::= \"\"",
        "root ::= (a | \"x\"){0,3}\na ::= root \"y\"",
      })
  @DisplayName("left recursion is refused, through other rules and behind what may be empty too")
  void leftRecursion(String text) {
    GrammarException e = assertThrows(GrammarException.class, () -> Grammar.parse(text));
    assertTrue(e.reason().startsWith("left recursion"), e.getMessage());
  }

  @Test
  @DisplayName("a rule that can never be completed is refused")
  void endless() {
    GrammarException e =
        assertThrows(
            GrammarException.class,
            () -> Grammar.parse("root ::= \"a\" | b\nb ::= \"x\" c\nc ::= \"y\" b"));
    assertTrue(e.reason().startsWith("the rule b has no end"), e.getMessage());
  }

  @Test
  @DisplayName("a long chain of rules in the wrong order is checked at once")
  void longChain() {
    StringBuilder text = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 15_000; i++) {
      text.append("r%d ::= r%d\n".formatted(i, i + 1));
    }
    assertEquals(
        15_002, Grammar.parse(text.append("r15000 ::= \"x\"\n").toString()).rules().size());
  }

  @Test
  @DisplayName("hostile sizes are refused: rules, depth, characters, repeated repetitions")
  void bounds() {
    String rules = "r%d ::= \"a\"\n".repeat(20_001).formatted(numbers(20_001));
    refused("20002 rules", "root ::= \"a\"\n" + rules);
    refused("nested deeper", "root ::= " + "(".repeat(100_000));
    refused("1100000 characters", "root ::= " + " ".repeat(1_099_991));
    refused("more than 8 repetitions", "root ::= \"a\"" + "*".repeat(100_000));
    refused("more than 400000", "root ::= \"" + "a".repeat(500_000) + "\"");
  }

  private static Object[] numbers(int count) {
    Object[] numbers = new Object[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  private static void refused(String reason, String text) {
    GrammarException e = assertThrows(GrammarException.class, () -> Grammar.parse(text));
    assertTrue(e.reason().contains(reason), e.reason());
  }

  @Test
  @DisplayName("rules that were made in Java are checked too")
  void madeOfExpressions() {
    GrammarException missing =
        assertThrows(
            GrammarException.class, () -> Grammar.of(Map.of("root", new Reference("nothing"))));
    assertEquals("root", missing.rule());
    Expression deep = literal("a");
    for (int i = 0; i < Grammar.MAX_DEPTH; i++) {
      deep = Expression.optional(deep);
    }
    Map<String, Expression> rules = Map.of("root", deep);
    assertThrows(GrammarException.class, () -> Grammar.of(rules));
  }
}
