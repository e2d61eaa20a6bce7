package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Byte-pair encoding as SentencePiece does it: blanks become U+2581, the neighbours that form the
 * token of the highest score are merged first, and characters that no token has become bytes.
 *
 * @see <a href="https://github.com/google/sentencepiece">SentencePiece</a>
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">
 *     llm_tokenizer_spm in llama.cpp, whose ids are matched</a>
 */
final class SpmTokenizer extends SplitTokenizer {
  /** The name of this algorithm in {@code tokenizer.ggml.model}. */
  static final String MODEL = "llama";

  private static final char BLANK = '\u2581';

  private final SpmPieces pieces;
  private final ByteFallback fallback;

  SpmTokenizer(Vocabulary vocabulary) {
    super(vocabulary);
    this.pieces = new SpmPieces(vocabulary);
    this.fallback = new ByteFallback(vocabulary);
  }

  @Override
  PartEncoder partEncoder(String text, IdBuffer out) {
    return (from, to) -> new SpmMerge(pieces, normalize(text, from, to)).encode(fallback, out);
  }

  @Override
  byte[] pieceBytes(String text) {
    return text.replace(BLANK, ' ').getBytes(UTF_8);
  }

  /** The characters with their blanks and prefix made visible and lone surrogates replaced. */
  private char[] normalize(String text, int from, int to) {
    int prefix = vocabulary().addSpacePrefix() ? 1 : 0;
    char[] out = new char[prefix + to - from];
    text.getChars(from, to, out, prefix);
    if (prefix > 0) {
      out[0] = BLANK;
    }
    for (int i = prefix; i < out.length; i++) {
      if (out[i] == ' ') {
        out[i] = BLANK;
      }
    }
    WellFormed.replaceLoneSurrogates(out);
    return out;
  }
}
