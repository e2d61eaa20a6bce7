package dev.nibble.tokenizer;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.nibble.weights.MetadataValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of merging, each on a vocabulary that is small enough to see. */
final class SpmTokenizerTest {
  private static final EncodeOptions PLAIN = EncodeOptions.plain();
  private static final EncodeOptions SPECIAL = EncodeOptions.template();

  @Test
  @DisplayName("the pair of the highest score is merged first, not the longest or leftmost")
  void scoreDecides() {
    Tokenizer tokenizer = bare().pieces("a", "b", "c", "bc", "ab", "abc").tokenizer();

    assertEquals("abc", spell(tokenizer, "abc"));
    assertEquals("a|bc", spell(bare().pieces("a", "b", "c", "bc", "ab").tokenizer(), "abc"));
  }

  @Test
  @DisplayName("of pairs of equal score the leftmost is merged first, and -0.0 equals 0.0")
  void leftmostOfEquals() {
    Tokenizer tokenizer =
        bare()
            .pieces("a", "b")
            .add("ab", -0.0f, TokenType.NORMAL)
            .add("ba", 0.0f, TokenType.NORMAL)
            .tokenizer();

    assertEquals("ab|a", spell(tokenizer, "aba"));
    assertEquals("ba|b", spell(tokenizer, "bab"));
  }

  @Test
  @DisplayName("a longer token is out of reach when no merge leads to it")
  void noShortCut() {
    assertEquals("a|b|c", spell(bare().pieces("a", "b", "c", "abc").tokenizer(), "abc"));
  }

  @RepeatedTest(50)
  @DisplayName("any vocabulary gives what searching, joining and beginning again gives")
  void sameAsNaive(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    VocabularyBuilder builder = bare().pieces("a", "b", "\uD83D\uDE00");
    for (int i = 0; i < 30; i++) {
      builder.add(randomText(random, 2 + random.nextInt(4)), random.nextInt(6), TokenType.NORMAL);
    }
    Tokenizer tokenizer = builder.tokenizer();
    for (int i = 0; i < 20; i++) {
      String text = randomText(random, random.nextInt(60));

      assertEquals(
          String.join("|", NaiveSpm.merge(tokenizer.vocabulary(), text)), spell(tokenizer, text));
    }
  }

  @Test
  @DisplayName("a character without a token becomes the byte tokens of its UTF-8")
  void byteFallback() {
    Tokenizer tokenizer = bare().bytes().tokenizer();

    assertEquals("<0x7F>", spell(tokenizer, "\u007F"));
    assertEquals("<0xC2>|<0x80>", spell(tokenizer, "\u0080"));
    assertEquals("<0xDF>|<0xBF>", spell(tokenizer, "\u07FF"));
    assertEquals("<0xE0>|<0xA0>|<0x80>", spell(tokenizer, "\u0800"));
    assertEquals("<0xEF>|<0xBF>|<0xBF>", spell(tokenizer, "\uFFFF"));
    assertEquals("<0xF0>|<0x90>|<0x80>|<0x80>", spell(tokenizer, "\uD800\uDC00"));
    assertEquals("<0xF4>|<0x8F>|<0xBF>|<0xBF>", spell(tokenizer, "\uDBFF\uDFFF"));
  }

  @Test
  @DisplayName("a character without a token or bytes is one unknown token")
  void unknown() {
    Tokenizer tokenizer = bare().pieces("a").add("<0xC3>", 0, TokenType.BYTE).tokenizer();

    assertEquals("a|<unk>|a", spell(tokenizer, "a\u00E9a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D", "\uDE00", "\uDE00\uD83D", "a\uD83D", "\uD83D a", "\uDE00a"})
  @DisplayName("a lone surrogate counts as U+FFFD")
  void loneSurrogates(String text) {
    Tokenizer tokenizer = bare().pieces("a", "\u2581").bytes().tokenizer();

    assertEquals(
        text.replace('\uD83D', '\uFFFD').replace('\uDE00', '\uFFFD'),
        tokenizer.decode(tokenizer.encode(text, PLAIN)));
  }

  @Test
  @DisplayName("a blank goes in front of the text and after each special token, unless forbidden")
  void spacePrefix() {
    VocabularyBuilder builder = VocabularyBuilder.withSpecials().pieces("a", "\u2581", "\u2581a");

    assertEquals("\u2581a", spell(builder.tokenizer(), "a"));
    assertEquals("\u2581|\u2581a", spell(builder.tokenizer(), " a"));
    assertEquals("\u2581a|<s>|\u2581a", spell(builder.tokenizer(), "a<s>a", SPECIAL));
    assertEquals("", spell(builder.tokenizer(), ""));

    builder.put(VocabularyKeys.ADD_SPACE_PREFIX, MetadataValue.bool(false));
    assertEquals("a|\u2581a", spell(builder.tokenizer(), "a a"));
  }

  @Test
  @DisplayName("control tokens are recognized on demand, user-defined ones always")
  void specialTokens() {
    Tokenizer tokenizer =
        bare()
            .pieces("<", "s", ">", "|", "x")
            .add("<x>", 0, TokenType.USER_DEFINED)
            .add("<x><s>", 0, TokenType.CONTROL)
            .tokenizer();

    assertEquals("<|s|>|<x>|s", spell(tokenizer, "<s><x>s", PLAIN));
    assertEquals("<s>|<x>|s", spell(tokenizer, "<s><x>s", SPECIAL));
    assertEquals("<unk>|</s>|<s>", spell(tokenizer, "<unk></s><s>", SPECIAL));
    assertEquals("s|<x><s>|s", spell(tokenizer, "s<x><s>s", SPECIAL), "the longest goes first");
  }

  @Test
  @DisplayName("plain text never becomes a control or byte token, even where merges lead to it")
  void noForgery() {
    Tokenizer tokenizer =
        bare()
            .bytes()
            .pieces("<", "s>", "<0", "<0x", "<0x0", "A>", "s", "0", "x", "A", ">")
            .tokenizer();

    assertEquals("<0x0|A>", spell(tokenizer, "<0x0A>"));
    assertEquals("<|s>", spell(tokenizer, "<s>"));
  }

  @Test
  @DisplayName("BOS is added on demand, and a vocabulary without it says so")
  void bos() {
    Tokenizer tokenizer = bare().pieces("a").tokenizer();

    assertEquals("<s>|a", spell(tokenizer, "a", new EncodeOptions(true, false)));
    assertEquals("<s>", spell(tokenizer, "", new EncodeOptions(true, false)));
    assertEquals(new EncodeOptions(true, true), EncodeOptions.prompt(tokenizer.vocabulary()));

    Tokenizer tiny = new VocabularyBuilder().pieces("a").tokenizer();
    assertEquals(new EncodeOptions(false, true), EncodeOptions.prompt(tiny.vocabulary()));
    assertThrows(
        IllegalArgumentException.class, () -> tiny.encode("a", new EncodeOptions(true, false)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " ", "abcdefghij", "\u2581", "\u4E2D", "\uD83D\uDE00"})
  @DisplayName("a word of a million characters takes no more than seconds")
  void longWord(String part) throws Exception {
    Tokenizer tokenizer = Material.bundled();
    String word = part.repeat(1_000_000 / part.length());

    int[] ids = assertTimeout(Duration.ofSeconds(5), () -> tokenizer.encode(word, PLAIN));

    assertEquals(word.replace('\u2581', ' '), tokenizer.decode(ids));
  }

  @Test
  @DisplayName("a deep pile of merges is walked without recursion, in n log n steps")
  void deepMerges() {
    VocabularyBuilder builder = bare();
    for (int length = 1; length <= 1 << 19; length *= 2) {
      builder.pieces("a".repeat(length));
    }
    Tokenizer tokenizer = builder.tokenizer();
    String word = "a".repeat(1_000_000);

    int[] ids = assertTimeout(Duration.ofSeconds(5), () -> tokenizer.encode(word, PLAIN));

    assertEquals(word, tokenizer.decode(ids));
    assertArrayEquals(
        new int[] {1 << 19, 1 << 18, 1 << 17, 1 << 16, 1 << 14, 1 << 9, 1 << 6},
        Arrays.stream(ids).map(id -> tokenizer.vocabulary().text(id).length()).toArray());
  }

  @Test
  @DisplayName("an empty token is legal and never chosen")
  void emptyToken() {
    Tokenizer tokenizer = bare().pieces("a", "").add("", 0, TokenType.CONTROL).tokenizer();

    assertEquals("a|a", spell(tokenizer, "aa", SPECIAL));
  }

  private static VocabularyBuilder bare() {
    return VocabularyBuilder.withSpecials()
        .put(VocabularyKeys.ADD_SPACE_PREFIX, MetadataValue.bool(false));
  }

  private static String spell(Tokenizer tokenizer, String text) {
    return spell(tokenizer, text, PLAIN);
  }

  private static String spell(Tokenizer tokenizer, String text, EncodeOptions options) {
    return IntStream.of(tokenizer.encode(text, options))
        .mapToObj(tokenizer.vocabulary()::text)
        .collect(joining("|"));
  }

  private static String randomText(Random random, int length) {
    List<String> letters = List.of("a", "b", "\uD83D\uDE00");
    return IntStream.range(0, length)
        .mapToObj(_ -> letters.get(random.nextInt(letters.size())))
        .collect(joining());
  }
}
