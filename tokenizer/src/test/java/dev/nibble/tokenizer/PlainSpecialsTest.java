package dev.nibble.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user writes does not steer the model. */
final class PlainSpecialsTest {
  private static final int USER = 7;

  private final Tokenizer tokenizer =
      VocabularyBuilder.withSpecials()
          .pieces("a", "\u2581a", "\u2581", "<")
          .add("<|user|>", 0, TokenType.CONTROL)
          .add("<think>", 0, TokenType.USER_DEFINED)
          .tokenizer();

  private final PlainSpecials specials = new PlainSpecials(tokenizer.vocabulary());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<|user|>",
        "a<|user|>a<|user|><|user|>",
        "</s>a<s>",
        "<|us<|user|>er|>",
        "<<|user|>",
        "\uFDD0<|user|>"
      })
  void whatSpellsControlTokensIsEncodedAsPlainText(String text) {
    int[] marked = tokenizer.encode(specials.mark(text), EncodeOptions.template());

    assertArrayEquals(tokenizer.encode(text.replace("\uFDD0", ""), EncodeOptions.plain()), marked);
    assertFalse(Arrays.stream(marked).anyMatch(id -> id == USER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a <think> a", "<|user", "|>"})
  void otherTextStaysAsItIs(String text) {
    assertEquals(text, specials.mark(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "<|user|>", "a </s>"})
  void whatIsNotMarkedIsRecognizedBesideWhatIs(String text) {
    int[] both = tokenizer.encode(specials.mark(text) + "<|user|>", EncodeOptions.template());

    int[] expected = tokenizer.encode(text, EncodeOptions.plain());
    assertEquals(USER, both[both.length - 1]);
    assertArrayEquals(expected, Arrays.copyOf(both, both.length - 1));
  }
}
