package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What tokenizers have in common: special tokens are cut out first, and what is left between them
 * is encoded piece by piece.
 */
abstract sealed class SplitTokenizer implements Tokenizer permits BpeTokenizer, SpmTokenizer {
  /** Encodes parts of one text. */
  @FunctionalInterface
  interface PartEncoder {
    /** Adds the ids of the characters [from, to). */
    void encode(int from, int to);
  }

  private final Vocabulary vocabulary;
  private final SpecialSplitter splitter;
  private final TokenTexts texts;

  SplitTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.splitter = new SpecialSplitter(vocabulary);
    this.texts = new TokenTexts(this);
  }

  /** What encodes the parts of a text that are no special tokens. */
  abstract PartEncoder partEncoder(String text, IdBuffer out);

  /** The bytes that the text of an ordinary token stands for. */
  abstract byte[] pieceBytes(String text);

  @Override
  public final Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public final int[] encode(String text, EncodeOptions options) {
    IdBuffer out = new IdBuffer(text.length() / 2 + 2);
    if (options.addBos()) {
      out.add(vocabulary.requireBos());
    }
    PartEncoder parts = partEncoder(text, out);
    for (Fragment fragment : splitter.split(text, options.parseSpecial())) {
      switch (fragment) {
        case Fragment.Token(int id) -> out.add(id);
        case Fragment.Raw(int from, int to)
            when options.parseSpecial() && PlainSpecials.isMarked(text, from, to) -> {
          String plain = PlainSpecials.unmarked(text, from, to);
          partEncoder(plain, out).encode(0, plain.length());
        }
        case Fragment.Raw(int from, int to) -> parts.encode(from, to);
      }
    }
    return out.toArray();
  }

  @Override
  public final StreamingDecoder streamingDecoder(DecodeOptions options) {
    return new StreamingDecoder(this, texts, options);
  }

  @Override
  public final byte[] bytes(int id) {
    String text = vocabulary.text(id);
    return switch (vocabulary.type(id)) {
      case NORMAL, UNUSED -> pieceBytes(text);
      case USER_DEFINED -> text.getBytes(UTF_8);
      case BYTE -> new byte[] {(byte) ByteText.parse(text).orElseThrow()};
      case CONTROL, UNKNOWN -> new byte[0];
    };
  }
}
