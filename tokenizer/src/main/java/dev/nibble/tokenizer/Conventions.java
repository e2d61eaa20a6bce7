package dev.nibble.tokenizer;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import java.util.OptionalInt;

/**
 * What a file means that says nothing else: the customs of the program that trained the vocabulary.
 *
 * <p>The values are those of <a
 * href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">llama_vocab::impl::load</a>.
 */
record Conventions(
    boolean needsScores,
    OptionalInt bos,
    OptionalInt eos,
    OptionalInt unknown,
    boolean addBos,
    boolean addSpacePrefix) {
  private static final Conventions SENTENCE_PIECE =
      new Conventions(true, OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(0), true, true);
  private static final Conventions NONE =
      new Conventions(
          false, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), false, false);

  /**
   * The customs of a file.
   *
   * @throws UnsupportedTokenizerException if its pre-tokenizer is not known
   */
  static Conventions of(String model, Metadata metadata)
      throws UnsupportedTokenizerException, GgufFormatException {
    return switch (model) {
      case SpmTokenizer.MODEL -> SENTENCE_PIECE;
      case BpeTokenizer.MODEL -> byteLevel(BpeFamily.from(metadata));
      default -> NONE;
    };
  }

  private static Conventions byteLevel(BpeFamily family) {
    return new Conventions(
        false, family.end(), family.end(), OptionalInt.empty(), family.addBos(), false);
  }
}
