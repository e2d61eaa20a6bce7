package dev.nibble.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.nibble.weights.MetadataValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Which special tokens a text spells. */
final class SpecialSplitterTest {

  @Test
  @DisplayName("a longer token goes first, even where a shorter one starts before it")
  void longestFirst() {
    assertEquals(List.of("a", "bcde"), cut("abcde", "abc", "bcde"));
  }

  @Test
  @DisplayName("length counts in bytes of UTF-8")
  void lengthInBytes() {
    assertEquals(List.of("ab", "c\u4E2D"), cut("abc\u4E2D", "abc", "c\u4E2D"));
  }

  @RepeatedTest(50)
  @DisplayName("any tokens are found as by one search for each, the longest first")
  void sameAsNaive(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    String[] specials =
        IntStream.range(0, 8)
            .mapToObj(_ -> randomText(random, 1 + random.nextInt(4)))
            .distinct()
            .toArray(String[]::new);
    for (int i = 0; i < 20; i++) {
      String text = randomText(random, random.nextInt(40));

      assertEquals(naive(text, specials), cut(text, specials));
    }
  }

  @Test
  @DisplayName("the tokens of Phi-3 swallow the white space that follows, but for three")
  void phi3() {
    Tokenizer tokenizer =
        VocabularyBuilder.withSpecials()
            .pieces("a", "\u2581a", "\u2581", "\n")
            .add("<|user|>", 0, TokenType.CONTROL)
            .put(VocabularyKeys.MODEL_NAME, MetadataValue.string("My Phi-3 mini"))
            .tokenizer();

    assertEquals(List.of(7, 4), ids(tokenizer, "<|user|> \n\ta"));
    assertEquals(List.of(2, 4), ids(tokenizer, "</s> a"));
    assertEquals(List.of(1, 5, 4), ids(tokenizer, "<s> a"));
    assertEquals(List.of(7), ids(tokenizer, "<|user|>  "));
  }

  @Test
  @DisplayName("the mask of Jina swallows the white space in front of it")
  void jina() {
    Tokenizer tokenizer =
        VocabularyBuilder.byteLevel("jina-v2-de").add("<mask>", 0, TokenType.CONTROL).tokenizer();

    assertEquals(List.of(97, 256, 32, 98), ids(tokenizer, "a \n<mask> b"));
    assertEquals(List.of(256), ids(tokenizer, "  <mask>"));
  }

  @Test
  @DisplayName("many tokens, and a text full of their beginnings, take no more than seconds")
  void manyBeginnings() {
    VocabularyBuilder builder = VocabularyBuilder.byteLevel("gpt-2");
    for (int i = 0; i < 5000; i++) {
      builder.add("<|reserved_" + i + "|>", 0, TokenType.CONTROL);
    }
    Tokenizer tokenizer = builder.tokenizer();
    String text = "<|reserved_1".repeat(80_000);

    assertEquals(
        text.length(), assertTimeout(Duration.ofSeconds(5), () -> ids(tokenizer, text)).size());
  }

  @Test
  @DisplayName("the longest special token that a file may have is found")
  void longToken() {
    String special = "<" + "a".repeat(254) + ">";

    assertEquals(List.of("a<", special), cut("a<" + special, special, "<|x|>"));
  }

  private static List<Integer> ids(Tokenizer tokenizer, String text) {
    return IntStream.of(tokenizer.encode(text, EncodeOptions.template())).boxed().toList();
  }

  private static List<String> cut(String text, String... specials) {
    VocabularyBuilder builder = new VocabularyBuilder();
    for (String special : specials) {
      builder.add(special, 0, TokenType.CONTROL);
    }
    Vocabulary vocabulary =
        builder
            .put(VocabularyKeys.ADD_BOS, MetadataValue.bool(false))
            .add("<unk>", 0, TokenType.UNKNOWN)
            .vocabulary();
    return new SpecialSplitter(vocabulary)
        .split(text, true).stream()
            .map(fragment ->
                switch (fragment) {
                  case Fragment.Token(int id) -> vocabulary.text(id);
                  case Fragment.Raw(int from, int to) -> text.substring(from, to);
                })
            .toList();
  }

  /** Finds the longest of the special tokens, and again to both sides of it. */
  private static List<String> naive(String text, String... specials) {
    List<String> longestFirst = new ArrayList<>(List.of(specials));
    longestFirst.sort(Comparator.comparingInt(special -> -special.length()));
    for (String special : longestFirst) {
      int at = text.indexOf(special);
      if (at >= 0) {
        List<String> parts = new ArrayList<>(naive(text.substring(0, at), specials));
        parts.add(special);
        parts.addAll(naive(text.substring(at + special.length()), specials));
        return parts;
      }
    }
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private static String randomText(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("ab|".charAt(random.nextInt(3)));
    }
    return text.toString();
  }
}
