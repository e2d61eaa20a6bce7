package dev.nibble.tokenizer;

import static dev.nibble.weights.MetadataValue.array;
import static dev.nibble.weights.MetadataValue.bool;
import static dev.nibble.weights.MetadataValue.float32;
import static dev.nibble.weights.MetadataValue.string;
import static dev.nibble.weights.MetadataValue.uint32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a vocabulary says, and what is no vocabulary. */
final class VocabularyTest {

  @Test
  @DisplayName("the bundled model's vocabulary is read as it is")
  void bundled() throws IOException {
    Vocabulary vocabulary = Material.bundled().vocabulary();

    assertEquals(512, vocabulary.size());
    assertEquals("\u2581the", vocabulary.text(265));
    assertEquals(-6, vocabulary.score(265));
    assertEquals(TokenType.NORMAL, vocabulary.type(265));
    assertEquals(TokenType.BYTE, vocabulary.type(3));
    assertEquals(OptionalInt.of(265), vocabulary.id("\u2581the"));
    assertEquals(OptionalInt.empty(), vocabulary.id("the cat"));
    assertEquals(OptionalInt.of(0), vocabulary.unknown());
    assertEquals(OptionalInt.of(1), vocabulary.bos());
    assertEquals(OptionalInt.of(2), vocabulary.eos());
    assertEquals(OptionalInt.empty(), vocabulary.padding());
    assertTrue(vocabulary.addBos());
    assertFalse(vocabulary.addEos());
    assertTrue(vocabulary.addSpacePrefix());
    assertTrue(vocabulary.isEndOfGeneration(2));
    assertFalse(vocabulary.isEndOfGeneration(1));
    assertThrows(IndexOutOfBoundsException.class, () -> vocabulary.isEndOfGeneration(512));
  }

  @Test
  @DisplayName("a file's own ids and flags go before the customs of SentencePiece")
  void ownIds() {
    Vocabulary vocabulary =
        sound()
            .put(VocabularyKeys.BOS_ID, uint32(3))
            .put(VocabularyKeys.EOS_ID, uint32(4))
            .put(VocabularyKeys.EOT_ID, uint32(5))
            .put(VocabularyKeys.EOM_ID, uint32(1))
            .put(VocabularyKeys.PADDING_ID, uint32(0))
            .put(VocabularyKeys.ADD_BOS, bool(false))
            .put(VocabularyKeys.ADD_EOS, bool(true))
            .vocabulary();

    assertEquals(OptionalInt.of(3), vocabulary.bos());
    assertEquals(OptionalInt.of(4), vocabulary.eos());
    assertEquals(OptionalInt.of(5), vocabulary.eot());
    assertEquals(OptionalInt.of(1), vocabulary.eom());
    assertEquals(OptionalInt.of(0), vocabulary.padding());
    assertFalse(vocabulary.addBos());
    assertTrue(vocabulary.addEos());
    assertTrue(vocabulary.isEndOfGeneration(4));
    assertTrue(vocabulary.isEndOfGeneration(5));
    assertTrue(vocabulary.isEndOfGeneration(1));
    assertFalse(vocabulary.isEndOfGeneration(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<|eot_id|>", "<|im_end|>", "<|end|>", "<|fim_pad|>", "<|endoftext|>"})
  @DisplayName("a token that can only end a turn ends generation, whatever the file calls it")
  void unmistakableEnds(String text) {
    for (TokenType declared :
        List.of(TokenType.CONTROL, TokenType.USER_DEFINED, TokenType.NORMAL)) {
      Vocabulary vocabulary = sound().add(text, 0, declared).vocabulary();

      assertTrue(vocabulary.isEndOfGeneration(6));
      assertEquals(TokenType.CONTROL, vocabulary.type(6));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<end_of_turn>", "<eos>", "[EOT]", "<PAD>"})
  @DisplayName("what may be markup ends generation unless the file calls it an ordinary token")
  void mistakableEnds(String text) {
    assertTrue(sound().add(text, 0, TokenType.CONTROL).vocabulary().isEndOfGeneration(6));
    assertTrue(sound().add(text, 0, TokenType.USER_DEFINED).vocabulary().isEndOfGeneration(6));
    assertFalse(sound().add(text, 0, TokenType.NORMAL).vocabulary().isEndOfGeneration(6));
  }

  @Test
  @DisplayName("<|end|> ends nothing where answers end in <|return|> or <|call|>")
  void harmony() {
    VocabularyBuilder builder =
        sound().add("<|end|>", 0, TokenType.CONTROL).add("<|call|>", 0, TokenType.CONTROL);

    assertTrue(builder.vocabulary().isEndOfGeneration(6));
    Vocabulary harmony = builder.add("<|return|>", 0, TokenType.CONTROL).vocabulary();
    assertFalse(harmony.isEndOfGeneration(6));
    assertTrue(harmony.isEndOfGeneration(7));
    assertTrue(harmony.isEndOfGeneration(8));
  }

  @Test
  @DisplayName("a file may name tokens that end the filling in of code")
  void fillInEnds() {
    Vocabulary vocabulary = sound().put(VocabularyKeys.FIM_SEPARATOR_ID, uint32(3)).vocabulary();

    assertTrue(vocabulary.isEndOfGeneration(3));
    assertFalse(vocabulary.isEndOfGeneration(4));
  }

  @Test
  @DisplayName("of two tokens with one text the first is found, and both can be decoded")
  void duplicates() {
    Tokenizer tokenizer = sound().pieces("b", "b").tokenizer();

    assertEquals(OptionalInt.of(4), tokenizer.vocabulary().id("b"));
    assertEquals("bbb", tokenizer.decode(4, 6, 7));
  }

  @Test
  @DisplayName("a token may be as long as it likes")
  void longToken() {
    String text = "x".repeat(1_000_000);

    assertEquals(OptionalInt.of(6), sound().pieces(text).vocabulary().id(text));
  }

  @Test
  @DisplayName("a file without token types has text only, but for what is known by its text")
  void noTypes() {
    Vocabulary vocabulary = sound().without(VocabularyKeys.TYPES).vocabulary();

    assertEquals(TokenType.NORMAL, vocabulary.type(1));
    assertEquals(TokenType.CONTROL, vocabulary.type(2), "</s>");
    assertEquals(TokenType.NORMAL, vocabulary.type(3));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("damage")
  @DisplayName("a damaged vocabulary is refused with the key and the reason")
  void damaged(String key, MetadataValue value, String reason) {
    GgufFormatException e =
        assertThrows(
            GgufFormatException.class, () -> sound().put(key, value).read(Tokenizer::from));

    assertEquals(key + " " + reason, e.reason());
    assertTrue(e.offset() > 0, "the place of the value");
  }

  static Stream<Arguments> damage() {
    return Stream.of(
        arguments(VocabularyKeys.MODEL, uint32(1), "has type UINT32, expected a string"),
        arguments(
            VocabularyKeys.TOKENS,
            array(MetadataArray.ofInts(1)),
            "is an array of INT32, expected strings"),
        arguments(
            VocabularyKeys.TOKENS,
            array(MetadataArray.ofStrings(List.of())),
            "is empty, expected 1 token or more"),
        arguments(
            VocabularyKeys.SCORES,
            array(MetadataArray.ofFloats(0, 0)),
            "has 2 elements, expected 6, one for each token"),
        arguments(
            VocabularyKeys.SCORES,
            array(MetadataArray.ofFloats(0, 0, 0, Float.NaN, 0, 0)),
            "is NaN at token 3, expected a number"),
        arguments(
            VocabularyKeys.TYPES,
            array(MetadataArray.ofInts(1, 1, 1, 1, 1, 1, 1)),
            "has 7 elements, expected 6, one for each token"),
        arguments(
            VocabularyKeys.TYPES,
            array(MetadataArray.ofInts(2, 3, 3, 1, 7, 1)),
            "is 7 at token 4, expected 1 to 6"),
        arguments(
            VocabularyKeys.TYPES,
            array(MetadataArray.ofInts(0, 3, 3, 1, 1, 1)),
            "is 0 at token 0, expected 1 to 6"),
        arguments(VocabularyKeys.BOS_ID, uint32(999_999), "is 999999, expected 0 to 5"),
        arguments(VocabularyKeys.EOS_ID, uint32(6), "is 6, expected 0 to 5"),
        arguments(VocabularyKeys.EOT_ID, uint32(6), "is 6, expected 0 to 5"),
        arguments(VocabularyKeys.EOM_ID, uint32(6), "is 6, expected 0 to 5"),
        arguments(VocabularyKeys.UNKNOWN_ID, uint32(6), "is 6, expected 0 to 5"),
        arguments(VocabularyKeys.PADDING_ID, uint32(6), "is 6, expected 0 to 5"),
        arguments(VocabularyKeys.ADD_BOS, float32(1), "has type FLOAT32, expected a bool"));
  }

  @ParameterizedTest
  @ValueSource(strings = {VocabularyKeys.MODEL, VocabularyKeys.TOKENS, VocabularyKeys.SCORES})
  @DisplayName("a vocabulary without its essentials is refused")
  void missing(String key) {
    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> sound().without(key).read(Tokenizer::from));

    assertEquals(key + " is missing", e.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<0xGG>", "<0x+F>", "<0x0>", "<0x000>", "0x0A", "<0x0A", "\n", ""})
  @DisplayName("a byte token that names no byte is refused")
  void badByte(String text) {
    GgufFormatException e =
        assertThrows(
            GgufFormatException.class,
            () -> sound().add(text, 0, TokenType.BYTE).read(Tokenizer::from));

    assertEquals(
        VocabularyKeys.TOKENS + " has '" + text + "' at byte token 6, expected <0x00> to <0xFF>",
        e.reason());
  }

  @Test
  @DisplayName("a special token too long to look for everywhere is refused, and cut in the message")
  void longSpecial() {
    String text = "x".repeat(257);
    GgufFormatException e =
        assertThrows(
            GgufFormatException.class,
            () -> sound().add(text, 0, TokenType.USER_DEFINED).read(Tokenizer::from));

    assertEquals(
        VocabularyKeys.TOKENS
            + " has '"
            + "x".repeat(80)
            + "...' (257 characters) at special token 6, expected at most 256 characters",
        e.reason());
  }

  @Test
  @DisplayName("in a file without types, the text of a byte is that byte")
  void bytesWithoutTypes() {
    Vocabulary vocabulary =
        sound().add("<0x0A>", 0, TokenType.NORMAL).without(VocabularyKeys.TYPES).vocabulary();

    assertEquals(TokenType.BYTE, vocabulary.type(6));
  }

  @Test
  @DisplayName("a flag that asks for a token which is not there is refused")
  void flagWithoutId() {
    VocabularyBuilder tiny =
        new VocabularyBuilder().pieces("a").put(VocabularyKeys.ADD_EOS, bool(true));

    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> tiny.read(Tokenizer::from));

    assertEquals(
        VocabularyKeys.ADD_EOS + " is true, but " + VocabularyKeys.EOS_ID + " is missing",
        e.reason());
  }

  @Test
  @DisplayName("another tokenizer is refused by name, but its vocabulary can be read")
  void otherTokenizer() throws IOException {
    VocabularyBuilder other =
        sound().put(VocabularyKeys.MODEL, string("bert")).without(VocabularyKeys.SCORES);

    UnsupportedTokenizerException e =
        assertThrows(UnsupportedTokenizerException.class, () -> other.read(Tokenizer::from));

    assertEquals("bert", e.found());
    assertEquals(List.of("llama", "gpt2"), e.supported());
    assertEquals(
        "the tokenizer 'bert' is not supported, only: llama, gpt2;"
            + " use a model whose tokenizer.ggml.model is one of these",
        e.getMessage());
    Vocabulary vocabulary = other.read(Vocabulary::from);
    assertEquals(OptionalInt.empty(), vocabulary.bos());
    assertFalse(vocabulary.addSpacePrefix());
  }

  private static VocabularyBuilder sound() {
    return VocabularyBuilder.withSpecials().pieces("a", "b", "c");
  }
}
