package dev.nibble.tokenizer.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.tokenizer.BundledTokenizer;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.grammar.Grammar;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks of the bundled vocabulary, held against regular expressions and against single steps. */
final class ConstraintTest {
  private static Tokenizer tokenizer;
  private static TokenTrie trie;

  @BeforeAll
  static void sort() throws IOException {
    tokenizer = BundledTokenizer.load();
    trie = new TokenTrie(tokenizer);
  }

  private static Constraint constraint(String grammar) {
    return new Constraint(Grammar.parse(grammar), trie);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "root ::= \"a\" \"b\"* \"c\"?; ab*c?",
        "root ::= (\"ab\" | \"a\" \"c\"){2,3}; (ab|ac){2,3}",
        "root ::= [a-b]{2} \"c\"+ | \"ca\"{0,2}; [ab]{2}c+|(ca){0,2}",
        "root ::= (\"a\"* \"b\"?)* \"c\"; (a*b?)*c",
        "root ::= (\"a\"?){3} \"b\"{2,}; (a?){3}b{2,}",
        "root ::= ((\"a\" | \"b\"){2}){1,2} \"c\"{1}; (([ab]){2}){1,2}c",
        "root ::= [^a]* \"a\" .; [^a]*a.",
        "root ::= [é-ü]{1,2} [\\u0100-\\uFFFF]* [\\U0001F600-\\U0001F64F]?;"
            + " [é-ü]{1,2}[\\u0100-\\uFFFF]*[\\x{1F600}-\\x{1F64F}]?",
      })
  @DisplayName("a text is accepted where the regular expression of the same language matches it")
  void likeRegularExpressions(String grammar, String expression) {
    Accepted accepted = new Accepted(Grammar.parse(grammar), trie);
    Pattern pattern = Pattern.compile(expression, Pattern.DOTALL);
    Random random = new Random(1);
    String[] alphabet = {
      "a", "b", "c", "ab", "ca", "é", "ö", "ü", "þ", "Ā", "漢", "\uFFFD", "😀", "🙏"
    };
    int right = 0;
    for (int i = 0; i < 20_000; i++) {
      int letters = grammar.contains("é") || i % 4 == 0 ? alphabet.length : 3;
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(8); k > 0; k--) {
        text.append(alphabet[random.nextInt(letters)]);
      }
      boolean expected = pattern.matcher(text).matches();
      right += expected ? 1 : 0;
      assertEquals(expected, accepted.test(text.toString()), text::toString);
    }
    assertTrue(right > 50, right + " texts of the language are too few to tell");
  }

  @Test
  @DisplayName("brackets are matched to any depth, and lists take no stack")
  void recursion() {
    Accepted brackets =
        new Accepted(
            Grammar.parse("root ::= \"[\" (root (\",\" root)*)? \"]\" | \"(\" root \")\""), trie);
    assertTrue(brackets.test("[[],([[],[]]),[[[([])]]]]"));
    assertFalse(brackets.test("[[],([[],[]]),[[[([])]]]"));
    assertFalse(brackets.test("[(])"));
    String deep = "[".repeat(5_000);
    assertTrue(brackets.test(deep + "]".repeat(5_000)));
    Constraint list = constraint("root ::= \"a\" root | \"b\"");
    ConstraintPosition position = list.begin();
    TokenMask first = position.mask();
    for (int i = 0; i < 100_000; i++) {
      position = position.after(first.next(0));
      assertEquals(first, position.mask(), "another state");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root ::= \"Once upon a \" [a-z]{1,4} (\", \" root)?",
        "root ::= ([^\"\\\\] | \"\\\\\" [nt\"])* \"\\\"\"",
        "root ::= [\\u00e0-\\u00ff]+ (\" \" [\\U0001F600-\\U0001F64F])*",
      })
  @DisplayName("a token is in the mask where a text may go on with it, and only there")
  void masks(String grammar) {
    Constraint constraint = constraint(grammar);
    Random random = new Random(2);
    for (int text = 0; text < 5; text++) {
      ConstraintPosition position = constraint.begin();
      for (int length = 0; length < 30 && !position.isOver(); length++) {
        TokenMask mask = position.mask();
        int allowed = 0;
        for (int id = 0; id < tokenizer.vocabulary().size(); id++) {
          boolean end = isEnd(id);
          boolean expected = end ? position.isComplete() : goesOn(position, id);
          assertEquals(expected, mask.allows(id), tokenizer.vocabulary().text(id));
          allowed += expected ? 1 : 0;
        }
        assertEquals(allowed, mask.count());
        int[] ids = ids(mask).filter(id -> !isEnd(id)).toArray();
        position = position.after(ids[random.nextInt(ids.length)]);
      }
    }
  }

  private static IntStream ids(TokenMask mask) {
    return IntStream.iterate(mask.next(0), id -> id >= 0, id -> mask.next(id + 1));
  }

  private static boolean isEnd(int id) {
    return tokenizer.vocabulary().isEndOfGeneration(id)
        || id == tokenizer.vocabulary().bos().orElseThrow();
  }

  /** By the bytes of the token, one after the other. */
  private static boolean goesOn(ConstraintPosition position, int id) {
    ConstraintPosition next = position;
    byte[] bytes = tokenizer.bytes(id);
    for (byte value : bytes) {
      try {
        next = next.after(3 + (value & 0xFF));
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    return bytes.length > 0;
  }

  @Test
  @DisplayName("a character may be spelled in bytes, and no other bytes may follow its first")
  void partsOfCharacters() {
    ConstraintPosition position = constraint("root ::= \"é\"").begin();
    assertEquals(1, ids(position.mask()).filter(id -> tokenizer.bytes(id).length == 1).count());
    ConstraintPosition half = position.after(3 + 0xC3);
    assertFalse(half.isComplete());
    assertEquals(1, half.mask().count());
    assertTrue(half.mask().allows(3 + 0xA9));
    assertTrue(half.after(3 + 0xA9).isOver());
  }

  @Test
  @DisplayName("an end token is allowed where the text may end, and is no step of it")
  void ends() {
    int end = tokenizer.vocabulary().eos().orElseThrow();
    ConstraintPosition position = constraint("root ::= \"a\" \"b\"?").begin();
    assertFalse(position.mask().allows(end));
    ConstraintPosition complete = position.after(3 + 'a');
    assertTrue(complete.isComplete());
    assertFalse(complete.isOver());
    assertTrue(complete.mask().allows(end));
    assertThrows(IllegalArgumentException.class, () -> complete.after(end));
    assertThrows(IllegalArgumentException.class, () -> complete.after(3 + 'a'));
    assertTrue(complete.after(3 + 'b').isOver());
  }

  @Test
  @DisplayName("a grammar that leaves too much open is refused, in time")
  void ambiguous() {
    Constraint constraint =
        constraint("root ::= \"a\" root x | \"a\" root y | \"\"\nx ::= \"x\"\ny ::= \"y\"");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThrows(
                ConstraintLimitException.class,
                () -> {
                  ConstraintPosition position = constraint.begin();
                  for (int i = 0; i < 100; i++) {
                    position = position.after(3 + 'a');
                  }
                }));
  }

  @Test
  @DisplayName("states that were let go are found again")
  void bounded() {
    Constraint constraint = constraint("root ::= [a-z]{0,60000} \".\"");
    ConstraintPosition position = constraint.begin();
    int letter = 3 + 'a';
    int masks = 0;
    for (int i = 0; i < 60_000; i++) {
      masks += position.mask().allows(letter) ? 1 : 0;
      position = position.after(letter);
    }
    assertEquals(60_000, masks);
    assertFalse(position.mask().allows(letter));
    assertTrue(position.mask().allows(3 + '.'));
    assertTrue(constraint.begin().mask().allows(letter));
  }

  @Test
  @DisplayName("several threads see the same masks")
  void threads() {
    Constraint constraint = constraint("root ::= ([a-z]{1,20} \" \"){1,20} \".\"");
    long different =
        Stream.generate(() -> 0)
            .limit(64)
            .parallel()
            .map(_ -> {
              ConstraintPosition position = constraint.begin();
              Random random = new Random(3);
              long sum = 0;
              while (!position.isOver()) {
                int[] ids = ids(position.mask()).toArray();
                sum = 31 * sum + Arrays.hashCode(ids);
                position = position.after(ids[random.nextInt(ids.length)]);
              }
              return sum;
            })
            .distinct()
            .count();
    assertEquals(1, different);
  }
}
