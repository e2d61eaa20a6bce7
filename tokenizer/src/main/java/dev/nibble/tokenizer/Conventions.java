package dev.nibble.tokenizer;

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

  static Conventions of(String model) {
    return model.equals(SpmTokenizer.MODEL) ? SENTENCE_PIECE : NONE;
  }
}
