package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Model;
import dev.nibble.engine.TestModels;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TextTokensCollectorTest {
  private static TextTokens collect(String text) throws IOException {
    try (Model model = Model.open(TestModels.bundled())) {
      return new TextTokensCollector(model.tokenizer(), text).collect();
    }
  }

  @Test
  @DisplayName("bytes and tokens of both halves make those of the whole, but for some at the seam")
  void halves() throws IOException {
    TextTokens half = collect("Once upon a time there was a dog");
    TextTokens whole = collect("Once upon a time there was a dog".repeat(2));

    assertEquals(32, half.bytes());
    assertEquals(half.bytes(), whole.halfBytes());
    assertEquals(half.tokens(), whole.halfTokens());
    assertEquals(2.0 * half.tokens(), (double) whole.tokens(), 2);
  }

  @Test
  @DisplayName("no character is cut in two")
  void surrogates() throws IOException {
    TextTokens counted = collect("😀😀😀");

    assertEquals(4, counted.halfBytes());
    assertEquals(12, counted.bytes());
    assertTrue(counted.halfTokens() < counted.tokens());
  }

  @Test
  @DisplayName("a text without a first half is refused")
  void empty() {
    assertThrows(IllegalArgumentException.class, () -> collect("a"));
  }
}
