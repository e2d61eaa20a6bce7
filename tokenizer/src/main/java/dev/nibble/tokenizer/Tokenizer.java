package dev.nibble.tokenizer;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import java.util.List;

/** Text to token ids and back; immutable. */
public interface Tokenizer {

  /**
   * The tokenizer that a model file asks for in {@code tokenizer.ggml.model} and {@code
   * tokenizer.ggml.pre}.
   *
   * @param metadata the file's metadata, which need not stay open
   * @return the tokenizer
   * @throws UnsupportedTokenizerException if the file asks for an algorithm or a pre-tokenizer that
   *     is not here
   * @throws GgufFormatException if the vocabulary is damaged or has none of what it needs
   */
  static Tokenizer from(Metadata metadata)
      throws UnsupportedTokenizerException, GgufFormatException {
    String model =
        metadata
            .string(VocabularyKeys.MODEL)
            .orElseThrow(() -> metadata.missing(VocabularyKeys.MODEL));
    return switch (model) {
      case SpmTokenizer.MODEL -> new SpmTokenizer(Vocabulary.from(metadata));
      case BpeTokenizer.MODEL -> BpeTokenizer.from(metadata);
      default ->
          throw new UnsupportedTokenizerException(
              VocabularyKeys.MODEL, model, List.of(SpmTokenizer.MODEL, BpeTokenizer.MODEL));
    };
  }

  /** The tokens that ids stand for. */
  Vocabulary vocabulary();

  /**
   * The ids of a text.
   *
   * @param text the text; a lone surrogate counts as U+FFFD
   * @param options what to add and what to recognize
   * @return the ids; none for an empty text to which nothing is added
   * @throws IllegalArgumentException if BOS is asked for and the vocabulary has none
   */
  int[] encode(String text, EncodeOptions options);

  /**
   * What a token contributes to a text, without regard to its neighbours.
   *
   * @param id the token
   * @return its bytes, which may be a part of a UTF-8 character; none for a token that is no text
   * @throws IndexOutOfBoundsException if there is no such token
   */
  byte[] bytes(int id);

  /**
   * The text of ids that were encoded as a whole: the inverse of {@link #encode}.
   *
   * @param ids the tokens
   * @return the text; bytes that are no UTF-8 are replaced by U+FFFD
   * @throws IndexOutOfBoundsException if there is no such token
   */
  default String decode(int... ids) {
    StreamingDecoder decoder = streamingDecoder(DecodeOptions.wholeText());
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.append(id));
    }
    return text.append(decoder.flush()).toString();
  }

  /**
   * A decoder for ids that arrive one by one.
   *
   * @param options how to treat the beginning, and tokens that are no text
   * @return a decoder at the beginning of its text
   */
  default StreamingDecoder streamingDecoder(DecodeOptions options) {
    return new StreamingDecoder(this, new TokenTexts(this), options);
  }
}
