package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.nibble.engine.sampling.TokenHistory;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PromptLookupTest {
  /** The guess behind a history, of four tokens at most. */
  private static int[] guess(int... ids) {
    TokenHistory history = new TokenHistory();
    history.addAll(ids);
    int[] out = {-7, 0, 0, 0, 0, -7};
    int count = new PromptLookup().draft(history, 4, out, 1);
    assertArrayEquals(new int[] {-7, -7}, new int[] {out[0], out[5]}, "beside its place");
    return Arrays.copyOfRange(out, 1, 1 + count);
  }

  @Test
  @DisplayName("what followed the last tokens before is guessed")
  void follower() {
    assertArrayEquals(new int[] {30, 40, 50, 60}, guess(10, 20, 30, 40, 50, 60, 70, 10, 20));
  }

  @Test
  @DisplayName("a match of three tokens is better than a later one of two")
  void longest() {
    assertArrayEquals(new int[] {4, 9, 2, 3}, guess(1, 2, 3, 4, 9, 2, 3, 5, 1, 2, 3));
  }

  @Test
  @DisplayName("of equally long matches the last one counts")
  void mostRecent() {
    assertArrayEquals(new int[] {6, 6, 8, 1}, guess(1, 2, 5, 5, 1, 2, 6, 6, 8, 1, 2));
  }

  @Test
  @DisplayName("a loop goes on past the end of the history")
  void loop() {
    assertArrayEquals(new int[] {5, 6, 7, 5}, guess(9, 5, 6, 7, 5, 6, 7));
    assertArrayEquals(new int[] {3, 3, 3, 3}, guess(3, 3, 3));
  }

  @Test
  @DisplayName("the beginning of the history counts too")
  void beginning() {
    assertArrayEquals(new int[] {3, 1, 2, 3}, guess(1, 2, 3, 1, 2));
  }

  @Test
  @DisplayName("one token alone, or a history of few, gives no guess")
  void nothing() {
    assertArrayEquals(new int[0], guess(1, 2, 3, 4, 9, 3));
    assertArrayEquals(new int[0], guess(1, 1));
    assertArrayEquals(new int[0], guess(1));
  }
}
