package dev.nibble.engine.evaluate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two rows of the table against the recursion that defines it. */
final class WordAlignmentTest {
  private static int edits(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.size() + b.size();
    }
    List<String> restA = a.subList(1, a.size());
    List<String> restB = b.subList(1, b.size());
    int both = edits(restA, restB) + (a.getFirst().equals(b.getFirst()) ? 0 : 1);
    return Math.min(both, 1 + Math.min(edits(restA, b), edits(a, restB)));
  }

  private static int common(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return 0;
    }
    List<String> restA = a.subList(1, a.size());
    List<String> restB = b.subList(1, b.size());
    return a.getFirst().equals(b.getFirst())
        ? 1 + common(restA, restB)
        : Math.max(common(restA, b), common(a, restB));
  }

  private static List<String> words(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(7))
        .mapToObj(_ -> String.valueOf((char) ('a' + random.nextInt(3))))
        .toList();
  }

  @Test
  @DisplayName("both figures are those of their definitions, whichever sequence is longer")
  void definitions() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      List<String> a = words(random);
      List<String> b = words(random);
      assertEquals(edits(a, b), new WordAlignment(a, b).edits(), () -> a + " and " + b);
      assertEquals(common(a, b), new WordAlignment(a, b).commonLength(), () -> a + " and " + b);
    }
  }
}
