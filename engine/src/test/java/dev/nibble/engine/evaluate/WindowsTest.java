package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a text is cut. */
final class WindowsTest {
  private static final int[] TOKENS = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};

  @Test
  void bosTakesThePlaceOfTheFirstToken() {
    Windows windows = new Windows(TOKENS, 4, OptionalInt.of(1));
    assertArrayEquals(new int[] {1, 11, 12, 13}, windows.window(0));
    assertArrayEquals(new int[] {1, 15, 16, 17}, windows.window(1));
  }

  @Test
  void withoutBosTheTokensStayAsTheyAre() {
    Windows windows = new Windows(TOKENS, 4, OptionalInt.empty());
    assertArrayEquals(new int[] {14, 15, 16, 17}, windows.window(1));
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "5, 2", "10, 1", "11, 0"})
  void aRestThatFillsNoWindowIsLeftOut(int size, int count) {
    assertEquals(count, new Windows(TOKENS, size, OptionalInt.empty()).count());
  }
}
