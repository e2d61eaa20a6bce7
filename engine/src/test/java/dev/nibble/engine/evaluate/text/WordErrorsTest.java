package dev.nibble.engine.evaluate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Word errors, on examples that others worked out. */
final class WordErrorsTest {
  private static WordErrors errors(String text, String... references) {
    return WordErrors.of(text, List.of(references));
  }

  @Test
  @DisplayName("Jurafsky and Martin count 6 substitutions, 3 insertions and 1 deletion in 13 words")
  void jurafskyAndMartin() {
    WordErrors errors =
        errors(
            "i GOT IT TO the FULLEST i LOVE TO portable FORM OF STORES last night",
            "i UM the PHONE IS i LEFT THE portable PHONE UPSTAIRS last night");
    assertEquals(new WordErrors(10, 13), errors);
    assertEquals(0.769, errors.rate(), 5e-4);
  }

  @Test
  @DisplayName("the Janus toolkit's manual counts one error of each kind in 5 words: 60 percent")
  void janus() {
    assertEquals(0.6, errors("HEY are you IN today", "HI HOW are you today").rate());
  }

  @ParameterizedTest
  @CsvSource({
    "a b c, a b c, 0",
    "a x c, a b c, 1",
    "a c, a b c, 1",
    "a b b c, a b c, 1",
    "c b a, a b c, 2",
    "A b c, a b c, 1",
    "a b c., a b c, 1",
    "'', a b c, 3",
    "a b c d e f, a, 5",
  })
  @DisplayName("it takes the fewest edits, and case and punctuation count")
  void fewestEdits(String text, String reference, int edits) {
    assertEquals(edits, errors(text, reference).edits());
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "'', ' ', 0", "a b c, '', 1"})
  @DisplayName("against no word at all, the rate is 0 for none and 1 for any")
  void noReferenceWords(String text, String reference, double rate) {
    assertEquals(rate, errors(text, reference).rate());
  }

  @Test
  @DisplayName("any white space of Unicode stands between words, and nothing else does")
  void whiteSpace() {
    assertEquals(
        new WordErrors(0, 4), errors("\u00a0naïve\u2003日本\r\n🙂\ta-b\u0085", "naïve 日本 🙂 a-b"));
  }

  @Test
  @DisplayName("of several references the one with the lowest rate counts")
  void severalReferences() {
    assertEquals(new WordErrors(1, 4), errors("a b c d", "a x", "a b c x", "x x c d"));
  }

  @Test
  @DisplayName("a corpus has all errors by all words, not the mean of the rates")
  void corpus() {
    WordErrors corpus = errors("a x", "a b").plus(errors("a b c d e f", "a b c d e f"));
    assertEquals(new WordErrors(1, 8), corpus);
    assertEquals(0.125, corpus.rate());
  }
}
