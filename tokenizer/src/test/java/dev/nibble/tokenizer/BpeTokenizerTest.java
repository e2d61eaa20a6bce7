package dev.nibble.tokenizer;

import static dev.nibble.tokenizer.VocabularyBuilder.byteLevel;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.MetadataValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of byte-level BPE, each on a vocabulary that is small enough to see. */
final class BpeTokenizerTest {
  private static final EncodeOptions PLAIN = EncodeOptions.plain();
  private static final EncodeOptions SPECIAL = EncodeOptions.template();

  @Test
  @DisplayName("the merge that stands first in the list goes first, not the leftmost or longest")
  void rankDecides() {
    assertEquals("a|bc", spell(byteLevel("gpt-2", "b c", "a b").tokenizer(), "abc"));
    assertEquals("ab|c", spell(byteLevel("gpt-2", "a b", "b c").tokenizer(), "abc"));
    assertEquals("abc", spell(byteLevel("gpt-2", "b c", "a bc").tokenizer(), "abc"));
  }

  @Test
  @DisplayName("one pair at several places is merged from left to right")
  void leftmostOfEquals() {
    assertEquals("aa|a", spell(byteLevel("gpt-2", "a a").tokenizer(), "aaa"));
  }

  @Test
  @DisplayName("of a merge that is listed twice the first place counts")
  void firstOfDuplicates() {
    assertEquals("ab|c", spell(byteLevel("gpt-2", "a b", "b c", "a b").tokenizer(), "abc"));
  }

  @Test
  @DisplayName("a word that is a token is one token only where merges lead to it")
  void noShortCut() {
    VocabularyBuilder builder = byteLevel("qwen2", "a b").add("abc", 0, TokenType.NORMAL);

    assertEquals("ab|c", spell(builder.tokenizer(), "abc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-bpe", "tekken", "minicpm5"})
  @DisplayName("except in the families that look for whole words first")
  void shortCut(String pre) {
    Tokenizer tokenizer = byteLevel(pre, "a b").add("abc", 0, TokenType.NORMAL).tokenizer();

    assertEquals("abc", spell(tokenizer, "abc"));
    assertEquals("ab|c|d", spell(tokenizer, "abcd"), "not for a part of a word");
  }

  @RepeatedTest(30)
  @DisplayName("any merges give what searching, joining and beginning again gives")
  void sameAsNaive(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<String> merges = new ArrayList<>();
    List<String> symbols = new ArrayList<>(List.of("a", "b", "\u00C3"));
    for (int i = 0; i < 25; i++) {
      String left = symbols.get(random.nextInt(symbols.size()));
      String right = symbols.get(random.nextInt(symbols.size()));
      merges.add(left + " " + right);
      symbols.add(left + right);
    }
    Tokenizer tokenizer = byteLevel("qwen2", merges.toArray(String[]::new)).tokenizer();
    for (int i = 0; i < 20; i++) {
      String text = randomWord(random, 1 + random.nextInt(80));

      assertEquals(
          String.join("|", NaiveBpe.merge(merges, disguised(text))), spell(tokenizer, text));
      assertEquals(text, tokenizer.decode(tokenizer.encode(text, PLAIN)));
    }
  }

  @Test
  @DisplayName("every byte has its disguise, and every character comes back from its bytes")
  void bytes() {
    Tokenizer tokenizer = byteLevel("gpt-2").tokenizer();
    String text = "\0 \n\u007F\u0080\u00AD\u07FF\u0800\uFFFF\uD800\uDC00\uDBFF\uDFFF";

    int[] ids = tokenizer.encode(text, PLAIN);

    byte[] utf8 = text.getBytes(UTF_8);
    assertArrayEquals(IntStream.range(0, utf8.length).map(i -> utf8[i] & 0xFF).toArray(), ids);
    assertEquals(text, tokenizer.decode(ids));
    assertEquals(256, IntStream.range(0, 256).map(ByteAlphabet::character).distinct().count());
  }

  @Test
  @DisplayName("a lone surrogate is U+FFFD")
  void loneSurrogates() {
    Tokenizer tokenizer = byteLevel("llama-bpe").tokenizer();

    assertEquals("\uFFFDa\uFFFD", tokenizer.decode(tokenizer.encode("\uD83Da\uDE00", PLAIN)));
  }

  @Test
  @DisplayName("a byte without a token leaves no trace, as in llama.cpp")
  void missingByte() {
    Tokenizer tokenizer =
        new VocabularyBuilder()
            .pieces("a", "b")
            .put(VocabularyKeys.MODEL, MetadataValue.string(BpeTokenizer.MODEL))
            .merges("a c")
            .tokenizer();

    assertEquals("a|b", spell(tokenizer, "axb"));
    assertEquals("a|a", spell(tokenizer, "aca"), "what the merge makes is no token either");
  }

  @Test
  @DisplayName("control tokens are recognized on demand, user-defined ones always")
  void specialTokens() {
    Tokenizer tokenizer =
        byteLevel("llama-bpe")
            .add("<|eot_id|>", 0, TokenType.CONTROL)
            .add("\u00F5", 0, TokenType.USER_DEFINED)
            .tokenizer();

    assertEquals("e|\u00F5|x", spell(tokenizer, "e\u00F5x"));
    assertEquals("a|<|eot_id|>|b", spell(tokenizer, "a<|eot_id|>b", SPECIAL));
    assertFalse(Arrays.stream(tokenizer.encode("<|eot_id|>", PLAIN)).anyMatch(id -> id == 256));
    assertEquals("\u00F5", tokenizer.decode(257), "it is spelled as text, not as a byte");
    assertEquals("", tokenizer.decode(256));
  }

  @Test
  @DisplayName("plain text never becomes a control token, whatever the merges say")
  void noForgery() {
    for (String pre : List.of("llama-bpe", "qwen2")) {
      Tokenizer tokenizer =
          byteLevel(pre).merges("e n", "en d").add("end", 0, TokenType.CONTROL).tokenizer();

      assertEquals("e|n|d", spell(tokenizer, "end"));
      assertEquals("end", spell(tokenizer, "end", SPECIAL));
    }
  }

  @Test
  @DisplayName("a token that a file calls user-defined is no user text where it ends answers")
  void endTokensAreControl() {
    Tokenizer tokenizer =
        byteLevel("qwen2").add("<|fim_pad|>", 0, TokenType.USER_DEFINED).tokenizer();

    assertTrue(tokenizer.vocabulary().isEndOfGeneration(256));
    assertEquals(11, tokenizer.encode("<|fim_pad|>", PLAIN).length);
    assertEquals("<|fim_pad|>", spell(tokenizer, "<|fim_pad|>", SPECIAL));
  }

  @Test
  @DisplayName("what a file leaves out is as the family has it")
  void customs() {
    VocabularyBuilder llama3 =
        byteLevel("llama-bpe").put(VocabularyKeys.BOS_ID, MetadataValue.uint32(65));

    assertTrue(llama3.vocabulary().addBos());
    assertFalse(llama3.vocabulary().addSpacePrefix());
    assertFalse(
        llama3.put(VocabularyKeys.ADD_BOS, MetadataValue.bool(false)).vocabulary().addBos());
    assertFalse(byteLevel("qwen2").vocabulary().addBos());
    assertEquals(OptionalInt.empty(), byteLevel("qwen2").vocabulary().eos());
    assertEquals(OptionalInt.of(11), byteLevel("falcon").vocabulary().eos());
  }

  @Test
  @DisplayName("a pre-tokenizer that is not known is refused by name")
  void unknownPre() {
    UnsupportedTokenizerException e =
        assertThrows(
            UnsupportedTokenizerException.class, () -> byteLevel("whatever").read(Tokenizer::from));

    assertEquals("whatever", e.found());
    assertTrue(e.supported().containsAll(List.of("default", "gpt-2", "llama-bpe", "qwen2")));
    assertTrue(
        e.getMessage().endsWith("use a model whose tokenizer.ggml.pre is one of these"),
        e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("dev.nibble.tokenizer.BpeFamily#allNames")
  @DisplayName("every name that is listed belongs to one family, whose words come back")
  void everyName(String pre) {
    String text = "It's 12345 \u00E9t\u00E9s,  \u4F60\u597D\r\n\n\tHTTPServer!/ \uD83D\uDE00 ";
    Tokenizer tokenizer = byteLevel(pre, "t s", "1 2").tokenizer();

    assertEquals(text, tokenizer.decode(tokenizer.encode(text, PLAIN)));
    assertEquals(1, BpeFamily.allNames().stream().filter(pre::equals).count());
  }

  @Test
  @DisplayName("a file that names no pre-tokenizer has the default one")
  void noPre() {
    Tokenizer unnamed = byteLevel("", "1 2", "12 3").without(VocabularyKeys.PRE).tokenizer();

    assertEquals("123|123", spell(unnamed, "123123"));
    assertEquals(
        spell(byteLevel("default", "1 2", "12 3").tokenizer(), "1231"), spell(unnamed, "1231"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "", "a ", " "})
  @DisplayName("a merge that is no pair is named with its place")
  void brokenMerge(String merge) {
    GgufFormatException e =
        assertThrows(
            GgufFormatException.class,
            () -> byteLevel("gpt-2").merges("a b", merge).read(Tokenizer::from));

    assertEquals(
        "tokenizer.ggml.merges has '%s' at 1, expected two texts with a blank between them"
            .formatted(merge),
        e.reason());
  }

  @Test
  @DisplayName("a vocabulary that can spell no byte is refused: text would vanish")
  void noBytes() {
    VocabularyBuilder builder =
        new VocabularyBuilder()
            .put(VocabularyKeys.MODEL, MetadataValue.string(BpeTokenizer.MODEL))
            .merges("a b")
            .add("ab", 0, TokenType.NORMAL);

    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> builder.read(Tokenizer::from));

    assertEquals(
        "tokenizer.ggml.tokens has no byte among its tokens, expected the 256 that spell text",
        e.reason());
  }

  @Test
  @DisplayName("a file without merges is refused")
  void noMerges() {
    GgufFormatException e =
        assertThrows(
            GgufFormatException.class,
            () -> byteLevel("gpt-2").without(VocabularyKeys.MERGES).read(Tokenizer::from));

    assertTrue(e.reason().contains(VocabularyKeys.MERGES), e.reason());
  }

  @Test
  @DisplayName("a deep pile of merges is walked without recursion, in n log n steps")
  void deepMerges() {
    List<String> merges = new ArrayList<>();
    for (int length = 1; length < 1 << 12; length *= 2) {
      merges.add("a".repeat(length) + " " + "a".repeat(length));
    }
    Tokenizer tokenizer = byteLevel("gpt-2", merges.toArray(String[]::new)).tokenizer();
    String word = "a".repeat(1_000_000);

    int[] ids = assertTimeout(Duration.ofSeconds(5), () -> tokenizer.encode(word, PLAIN));

    assertEquals(word, tokenizer.decode(ids));
    assertEquals(1_000_000 / 4096 + 2, ids.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "gpt-2", "llama-bpe", "gpt-4o", "deepseek-llm"})
  @DisplayName("a long text without a word boundary takes no more than seconds, in every family")
  void longWords(String pre) {
    Tokenizer tokenizer = byteLevel(pre, "a a", "\u0120 \u0120", "= =", "aa aa").tokenizer();
    for (String part : List.of("a", " ", "=", "\u4E2D", "\n", "1", "a ", "\u00E9A", " '")) {
      String text = part.repeat(200_000 / part.length());

      int[] ids = assertTimeout(Duration.ofSeconds(3), () -> tokenizer.encode(text, PLAIN));

      assertEquals(text, tokenizer.decode(ids));
    }
  }

  @Test
  @DisplayName("a megabyte of one word takes no more than seconds with a real vocabulary")
  void longWordsOfLlama3() throws IOException {
    Tokenizer tokenizer = Material.tokenizer(Material.shared("tokenizers/vocab-llama3.gguf.gz"));
    for (String part : List.of("a", " ", "=", "\u4E2D", "<", "<|reserved_special_token_9|")) {
      String text = part.repeat(1_000_000 / part.length());

      int[] ids = assertTimeout(Duration.ofSeconds(5), () -> tokenizer.encode(text, SPECIAL));

      assertEquals(text, tokenizer.decode(ids));
    }
  }

  @Test
  @DisplayName("pieces of a text that arrive token by token are whole characters")
  void streaming() throws IOException {
    Path texts = Material.shared("tokenizers/oracle/llama3.jsonl");
    Tokenizer tokenizer = Material.tokenizer(Material.shared("tokenizers/vocab-llama3.gguf.gz"));
    for (OracleCase c : OracleCase.file(texts)) {
      StreamingDecoder decoder = tokenizer.streamingDecoder(DecodeOptions.wholeText());
      StringBuilder out = new StringBuilder();
      for (int id : tokenizer.encode(c.text(), PLAIN)) {
        String piece = decoder.append(id);
        assertFalse(piece.contains("\uFFFD") && !c.text().contains("\uFFFD"), c::text);
        out.append(piece);
      }
      assertEquals(c.text(), out.append(decoder.flush()).toString());
    }
  }

  private static String spell(Tokenizer tokenizer, String text) {
    return spell(tokenizer, text, PLAIN);
  }

  private static String spell(Tokenizer tokenizer, String text, EncodeOptions options) {
    return IntStream.of(tokenizer.encode(text, options))
        .mapToObj(tokenizer.vocabulary()::text)
        .collect(joining("|"));
  }

  private static String disguised(String text) {
    StringBuilder out = new StringBuilder();
    for (byte value : text.getBytes(UTF_8)) {
      out.append(ByteAlphabet.character(value & 0xFF));
    }
    return out.toString();
  }

  private static String randomWord(Random random, int length) {
    List<String> letters = List.of("a", "b", "\u00E9");
    return IntStream.range(0, length)
        .mapToObj(_ -> letters.get(random.nextInt(letters.size())))
        .collect(joining());
  }
}
