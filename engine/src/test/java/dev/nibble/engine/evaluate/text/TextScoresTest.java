package dev.nibble.engine.evaluate.text;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The scores of a text and of a corpus. */
final class TextScoresTest {
  private static final TextScores RIGHT =
      TextScores.of("the cat sat on the mat", List.of("the cat sat on the mat"));
  private static final TextScores WRONG = TextScores.of("a dog", List.of("one cat"));

  @Test
  @DisplayName("a corpus of one text has its scores")
  void one() {
    assertAll(
        () -> assertEquals(1, RIGHT.texts()),
        () -> assertEquals(0, RIGHT.wordErrorRate()),
        () -> assertEquals(100, RIGHT.bleu().score(), 1e-9),
        () -> assertEquals(RIGHT.bleu(), RIGHT.sentenceBleu()),
        () -> assertEquals(1, RIGHT.rougeL()));
  }

  @Test
  @DisplayName("in a corpus long texts weigh more, but for ROUGE-L")
  void corpus() {
    TextScores corpus = RIGHT.plus(WRONG);
    assertAll(
        () -> assertEquals(2, corpus.texts()),
        () -> assertEquals(2.0 / 8, corpus.wordErrorRate()),
        () -> assertEquals(100 * 6.0 / 8, corpus.bleu().precisions().getFirst(), 1e-9),
        () -> assertEquals(100 * 5.0 / 6, corpus.bleu().precisions().get(1), 1e-9),
        () -> assertEquals(0.5, corpus.rougeL()),
        () -> assertEquals(corpus, WRONG.plus(RIGHT)));
  }

  @Test
  @DisplayName("without a reference there is nothing to score against")
  void noReference() {
    List<String> none = List.of();
    assertThrows(IllegalArgumentException.class, () -> TextScores.of("a", none));
  }
}
