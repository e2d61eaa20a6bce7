package dev.nibble.tokenizer;

/**
 * Small vocabularies for tests of other packages: as bundled, a token for each byte comes first.
 */
public final class PieceTokenizer {
  private PieceTokenizer() {}

  /** A tokenizer of some texts, which have no blanks. */
  public static Tokenizer of(String... pieces) {
    return VocabularyBuilder.withSpecials().bytes().pieces(pieces).tokenizer();
  }
}
