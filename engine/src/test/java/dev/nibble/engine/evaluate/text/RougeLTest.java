package dev.nibble.engine.evaluate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ROUGE-L, on the examples of its paper and of the package that most people use. */
final class RougeLTest {
  private static final double EXACT = 1e-12;

  private static double rouge(String text, String... references) {
    return RougeL.of(text, List.of(references));
  }

  @ParameterizedTest
  @CsvSource({
    "police kill the gunman, 0.75",
    "the gunman kill police, 0.5",
    "the gunman police killed, 0.5",
  })
  @DisplayName("Lin tells three summaries of one sentence apart by the order of their words")
  void lin(String text, double score) {
    assertEquals(score, rouge(text, "police killed the gunman"), EXACT);
  }

  @ParameterizedTest
  @CsvSource({"testing one, 0.8", "testing two, 0.8", "testing one two, 1", "'', 0"})
  @DisplayName("the tests of rouge_score: words in common need not be neighbours")
  void rougeScore(String text, double score) {
    assertEquals(score, rouge(text, "testing one two"), EXACT);
  }

  @Test
  @DisplayName("a recall of 2/3 and a precision of 2/5 have a harmonic mean of 1/2")
  void harmonicMean() {
    assertEquals(0.5, rouge("a x b y z", "a b c"), EXACT);
  }

  @Test
  @DisplayName("neither case nor punctuation counts, in any script")
  void folded() {
    assertEquals(1, rouge("Hello, WORLD! It's 5.", "hello world (it s) 5"));
    assertEquals(1, rouge("«ЁЛКА» über-groß", "ёлка Über groß"));
    assertEquals(1, rouge("हिन्दी भाषा।", "हिन्दी भाषा"), "vowel signs are a part of the word");
    assertEquals(0, rouge("übel", "bel"));
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "'', a", "a, ''", "?!, ?!"})
  @DisplayName("without words there is nothing in common")
  void nothing(String text, String reference) {
    assertEquals(0, rouge(text, reference));
  }

  @Test
  @DisplayName("of several references the best counts")
  void severalReferences() {
    assertEquals(0.8, rouge("a b", "c d", "a b c", "a"), EXACT);
  }
}
