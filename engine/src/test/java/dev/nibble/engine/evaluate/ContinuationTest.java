package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.TestModels;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.weights.GgufFile;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a continuation begins, in tokens: "Once upon a time" is BOS and four of them. */
final class ContinuationTest {
  private static Tokenizer tokenizer;

  @BeforeAll
  static void load() throws IOException {
    try (GgufFile file = GgufFile.open(TestModels.bundled())) {
      tokenizer = Tokenizer.from(file.metadata());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'Once upon', ' a time', 2",
    "'Once upon a ti', 'me', 1", // the prompt alone ends in two tokens, the whole in one
    "'Once upon a ', 'time', 1",
    "'', 'Once upon a time', 4",
    "'Once upon a time', '', 0",
  })
  @DisplayName("a token that spans the seam belongs to the continuation")
  void seam(String prompt, String text, int length) {
    assertEquals(length, new Continuation(tokenizer, prompt, text).length());
  }

  @Test
  @DisplayName("the last token is not run, and no token needs no run")
  void positions() {
    assertEquals(4, new Continuation(tokenizer, "Once upon", " a time").positions());
    assertEquals(0, new Continuation(tokenizer, "Once upon", "").positions());
    assertEquals(3, new Continuation(tokenizer, "Once upon", "").promptLength());
  }
}
