package dev.nibble.engine.evaluate.text;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** BLEU, on the examples of its paper and of sacreBLEU. */
final class BleuTest {
  private static final double EXACT = 1e-9;

  private static BleuCounts counts(String text, String... references) {
    return BleuCounts.of(text, List.of(references));
  }

  private static double sentence(String text, String... references) {
    return Bleu.ofSentence(counts(text, references)).score();
  }

  @Test
  @DisplayName("Papineni: seven times \"the\" is right twice, since no reference has it more often")
  void clipping() {
    BleuCounts counts =
        counts("the the the the the the the", "the cat is on the mat", "there is a cat on the mat");
    assertEquals(2, counts.matches().getFirst());
    assertEquals(7, counts.totals().getFirst());
  }

  @Test
  @DisplayName("Papineni: precisions of a good and a bad translation against three references")
  void candidates() {
    String[] references = {
      "It is a guide to action that ensures that the military will forever heed Party commands",
      "It is the guiding principle which guarantees the military forces always being under the"
          + " command of the Party",
      "It is the practical guide for the army always to heed the directions of the party",
    };
    BleuCounts good =
        counts(
            "It is a guide to action which ensures that the military always obeys the commands of"
                + " the party",
            references);
    BleuCounts bad =
        counts(
            "It is to insure the troops forever hearing the activity guidebook that party direct",
            references);
    assertAll(
        () -> assertEquals(List.of(17L, 10L), good.matches().subList(0, 2)),
        () -> assertEquals(List.of(18L, 17L), good.totals().subList(0, 2)),
        () -> assertEquals(List.of(8L, 1L), bad.matches().subList(0, 2)),
        () -> assertEquals(List.of(14L, 13L), bad.totals().subList(0, 2)));
  }

  @Test
  @DisplayName("sacreBLEU's first example: 48.53 82.4/50.0/45.5/37.5, BP 0.943, 17 words for 18")
  void sacreBleu() {
    BleuCounts corpus =
        counts("The dog bit the man.", "The dog bit the man.", "The dog had bit the man.")
            .plus(
                counts("It wasn't surprising.", "It was not unexpected.", "No one was surprised."))
            .plus(
                counts(
                    "The man had just bitten him.",
                    "The man bit him first.",
                    "The man had bitten the dog."));
    Bleu bleu = Bleu.ofCorpus(corpus);
    double[] precisions = {82.4, 50.0, 45.5, 37.5};
    assertAll(
        () -> assertEquals(48.530827, bleu.score(), 1e-6),
        () -> assertEquals(0.943, bleu.brevityPenalty(), 5e-4),
        () -> assertEquals(17, corpus.words()),
        () -> assertEquals(18, corpus.referenceWords()));
    IntStream.range(0, 4).forEach(i -> assertEquals(precisions[i], bleu.precisions().get(i), 0.05));
  }

  @Test
  @DisplayName("sacreBLEU's test of smoothing: orders without a match count half, a quarter, ...")
  void smoothing() {
    assertEquals(
        8.493,
        sentence(
            "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;",
            "producţia de zahăr brut se exprimă în zahăr alb;"),
        1e-3);
  }

  @Test
  @DisplayName("a text in which no word matches gets nothing, smoothing or not")
  void nothingMatches() {
    assertEquals(0, sentence("this is a cat", "okay thanks"));
    assertEquals(
        List.of(0.0, 0.0, 0.0, 0.0),
        Bleu.ofSentence(counts("this is a cat", "okay thanks")).precisions());
  }

  @Test
  @DisplayName("the same text is 100, however short; a corpus needs four words")
  void sameText() {
    assertEquals(100, sentence("this is a test", "this is a test"), EXACT);
    assertEquals(100, sentence("a test", "a test"), EXACT);
    assertEquals(0, Bleu.ofCorpus(counts("a test", "a test")).score());
    assertEquals(100, Bleu.ofCorpus(counts("a b c d", "a b c d")).score(), EXACT);
  }

  @Test
  @DisplayName("a word for two costs exp(1 - 2/1)")
  void brevity() {
    Bleu bleu = Bleu.ofSentence(counts("test", "a test"));
    assertEquals(Math.exp(-1), bleu.brevityPenalty(), EXACT);
    assertEquals(100 * Math.exp(-1), bleu.score(), EXACT);
  }

  @Test
  @DisplayName("the reference nearest in length is the one to be as long as, the shorter of two")
  void nearestLength() {
    assertEquals(5, counts("a b c d", "a", "a b c d e", "a b c d e f g").referenceWords());
    assertEquals(3, counts("a b c d", "a b c d e", "a b c").referenceWords());
  }

  @Test
  @DisplayName("an empty text gets nothing, against an empty reference too")
  void empty() {
    assertEquals(0, sentence("", "a b c d"));
    assertEquals(0, Bleu.ofSentence(counts("", "a b c d")).brevityPenalty());
    assertEquals(0, sentence("a b c d", ""));
    assertEquals(0, sentence("", ""));
  }
}
