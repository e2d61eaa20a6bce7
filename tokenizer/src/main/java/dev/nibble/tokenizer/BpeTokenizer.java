package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.tokenizer.pretokenize.PreTokenizer;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import java.io.ByteArrayOutputStream;

/**
 * Byte-level byte-pair encoding, as GPT-2 and most models since have it: the text is cut into
 * words, a word into the bytes of its UTF-8, and the neighbours that stand first in the list of
 * merges are merged first.
 *
 * @see <a href="https://github.com/openai/gpt-2/blob/master/src/encoder.py">encoder.py of GPT-2</a>
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">
 *     llm_tokenizer_bpe in llama.cpp, whose ids are matched</a>
 */
final class BpeTokenizer extends SplitTokenizer {
  /** The name of this algorithm in {@code tokenizer.ggml.model}. */
  static final String MODEL = "gpt2";

  private final PreTokenizer preTokenizer;
  private final BpeVocabulary mergeRules;

  private BpeTokenizer(Vocabulary vocabulary, PreTokenizer preTokenizer, BpeVocabulary mergeRules) {
    super(vocabulary);
    this.preTokenizer = preTokenizer;
    this.mergeRules = mergeRules;
  }

  static BpeTokenizer from(Metadata metadata)
      throws UnsupportedTokenizerException, GgufFormatException {
    BpeFamily family = BpeFamily.from(metadata);
    Vocabulary vocabulary = Vocabulary.from(metadata);
    return new BpeTokenizer(
        vocabulary,
        family.splitter().get(),
        BpeVocabulary.from(metadata, vocabulary, family.wholeWordsFirst()));
  }

  @Override
  PartEncoder partEncoder(String text, IdBuffer out) {
    BpeWords words = new BpeWords(mergeRules, out);
    return (from, to) -> preTokenizer.split(WellFormed.characters(text, from, to), words);
  }

  /** The bytes of a token's text; a character that is no disguise stands for itself. */
  @Override
  byte[] pieceBytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    text.codePoints()
        .forEach(c -> {
          int value = ByteAlphabet.value(c);
          if (value == ByteAlphabet.NO_BYTE) {
            out.writeBytes(Character.toString(c).getBytes(UTF_8));
          } else {
            out.write(value);
          }
        });
    return out.toByteArray();
  }
}
