package dev.nibble.tokenizer.constrain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.tokenizer.PieceTokenizer;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Choice;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import dev.nibble.tokenizer.grammar.Grammar;
import dev.nibble.tokenizer.schema.JsonSchema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Masks that counts share, held against single steps, which share nothing. */
final class SharedMaskTest {
  private static final Tokenizer TOKENIZER = PieceTokenizer.of(pieces());
  private static final TokenTrie TRIE = new TokenTrie(TOKENIZER);
  private static final Expression LIST = new Reference("list");

  /** Texts of 2 to 40 bytes, so that there are tokens in each band. */
  private static String[] pieces() {
    List<String> pieces = new ArrayList<>(List.of("a\"", "\"a", "a\",\"b", "a".repeat(18) + "b"));
    for (String unit : List.of("a", "b", "ab", "aab", "é", "1,", "\"a\",", "[a", "a]", "[", "]")) {
      for (int times : new int[] {2, 3, 4, 5, 7, 8, 9, 12, 16, 17, 25, 33, 40}) {
        String piece = unit.repeat(times);
        if (piece.getBytes(UTF_8).length <= 40) {
          pieces.add(piece);
        }
      }
    }
    return pieces.toArray(String[]::new);
  }

  /** Counts within and beside each other, some of them of what may be empty. */
  private static Expression expression(Random random, int depth) {
    if (depth == 0) {
      List<String> texts = List.of("a", "b", "ab", "é", "aab");
      return new Literal(texts.get(random.nextInt(texts.size())));
    }
    Expression part = random.nextInt(8) == 0 ? LIST : expression(random, depth - 1);
    return switch (random.nextInt(5)) {
      case 0 -> new Sequence(List.of(part, expression(random, depth - 1)));
      case 1 -> new Choice(List.of(part, expression(random, depth - 1)));
      default -> {
        int few = depth == 1 ? 50 : 4;
        int min = random.nextInt(2) * random.nextInt(few);
        boolean endless = random.nextInt(6) == 0;
        yield new Repeat(part, min, endless ? Expression.UNBOUNDED : min + random.nextInt(few));
      }
    };
  }

  private static Grammar grammar(Random random) {
    Expression more = new Repeat(new Sequence(List.of(new Literal("a"), LIST)), 0, 9);
    Expression list =
        new Sequence(
            List.of(
                new Literal("["),
                Expression.optional(new Sequence(List.of(LIST, more))),
                new Repeat(new Literal("b"), random.nextInt(9), 9 + random.nextInt(9)),
                new Literal("]")));
    Expression root = expression(random, 1 + random.nextInt(4));
    return Grammar.of(Map.of(Grammar.ROOT, root, "list", list));
  }

  private static Grammar schema(Random random) {
    int characters = random.nextInt(50);
    int items = random.nextInt(20);
    Map<String, Object> string =
        Map.of(
            "type",
            "string",
            "minLength",
            characters,
            "maxLength",
            characters + random.nextInt(50));
    Map<String, Object> item = random.nextBoolean() ? string : Map.of("type", "integer");
    return JsonSchema.grammar(
        Map.of("type", "array", "items", item, "minItems", items, "maxItems", items + 9));
  }

  /** By the bytes of each token, one after the other. */
  private static BitSet expected(State state, Automaton automaton) {
    BitSet allowed = new BitSet();
    for (int id = 0; id < TOKENIZER.vocabulary().size(); id++) {
      State next = state;
      for (byte value : TOKENIZER.bytes(id)) {
        next = automaton.next(next, value);
      }
      if (TRIE.isEnd(id) ? state.isComplete() : TOKENIZER.bytes(id).length > 0 && !next.isDead()) {
        allowed.set(id);
      }
    }
    return allowed;
  }

  private static BitSet ids(TokenMask mask) {
    BitSet ids = new BitSet();
    IntStream.iterate(mask.next(0), id -> id >= 0, id -> mask.next(id + 1)).forEach(ids::set);
    return ids;
  }

  private static State after(State state, Automaton automaton, byte... bytes) {
    State next = state;
    for (byte value : bytes) {
      next = automaton.next(next, value);
    }
    return next;
  }

  /** Compares the masks of some texts; returns how many of them were taken over from others. */
  private static int compare(Grammar grammar, Random random) {
    Automaton automaton = new Automaton(Compiler.compile(grammar), TRIE.spans());
    int shared = 0;
    for (int text = 0; text < 5; text++) {
      State state = automaton.start();
      for (int step = 0; step < 25 && !state.isLast(); step++) {
        BitSet expected = expected(state, automaton);
        shared += automaton.near(state, 0) == state ? 0 : 1;
        assertEquals(expected, ids(TRIE.follow(state, automaton)), grammar.rules()::toString);
        int[] texts = expected.stream().filter(id -> !TRIE.isEnd(id)).toArray();
        int id = texts[random.nextInt(texts.length)];
        state = after(state, automaton, TOKENIZER.bytes(id));
      }
    }
    return shared;
  }

  @Test
  @DisplayName("a shared mask is the mask of its place, in random grammars")
  void grammars() {
    Random random = new Random(1);
    int shared = 0;
    for (int i = 0; i < 60; i++) {
      shared += compare(grammar(random), random);
    }
    assertTrue(shared > 500, shared + " masks were shared");
  }

  @Test
  @DisplayName("a shared mask is the mask of its place, in arrays of counted strings")
  void schemas() {
    Random random = new Random(2);
    int shared = 0;
    for (int i = 0; i < 40; i++) {
      shared += compare(schema(random), random);
    }
    assertTrue(shared > 500, shared + " masks were shared");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // 9 bytes end a pass and take 8 more of one byte, or 2 of three: counts up to 41 or 47.
        "root ::= 'a'{0,50}; a; 0; 40; 41",
        "root ::= 'a'{50}; a; 0; 40; 41",
        "root ::= 'a'{20,50}; a; 20; 40; 41",
        "root ::= 'a'{20,50}; a; 0; 10; 11",
        "root ::= 'aab'{0,50}; aab; 3; 138; 141",
        "root ::= ('a'?){20,50}; a; 0; 40; 41",
      })
  @DisplayName("counts are alike until a text of the span reaches the next bound")
  void alike(String grammar, String unit, int from, int to, int apart) {
    Program program = Compiler.compile(Grammar.parse(grammar.replace('\'', '"')));
    Automaton automaton = new Automaton(program, 9);
    assertSame(near(automaton, unit, from), near(automaton, unit, to));
    assertNotSame(near(automaton, unit, to), near(automaton, unit, apart));
  }

  private static State near(Automaton automaton, String unit, int bytes) {
    byte[] text = unit.repeat(bytes).substring(0, bytes).getBytes(UTF_8);
    return automaton.near(after(automaton.start(), automaton, text), 0);
  }
}
