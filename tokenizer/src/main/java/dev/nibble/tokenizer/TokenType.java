package dev.nibble.tokenizer;

import java.util.Optional;

/**
 * What a token is for.
 *
 * @see <a
 *     href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">tokenizer.ggml.token_type in
 *     the GGUF specification</a>
 */
public enum TokenType {
  /** A piece of text. */
  NORMAL(1),
  /** Stands for text that the vocabulary cannot express. */
  UNKNOWN(2),
  /** Steers the model, such as BOS or EOS, and is no text. */
  CONTROL(3),
  /** A piece of text that is never cut, whatever stands around it. */
  USER_DEFINED(4),
  /** A free place in the vocabulary. */
  UNUSED(5),
  /** One byte, written {@code <0xHH>}. */
  BYTE(6);

  private static final TokenType[] VALUES = values();

  private final int id;

  TokenType(int id) {
    this.id = id;
  }

  /**
   * The type with the given id.
   *
   * @param id the number that stands in the file, from 1 to 6
   * @return the type, or empty where no such type exists
   */
  public static Optional<TokenType> byId(long id) {
    for (TokenType type : VALUES) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Whether merging can give a token of this type: text becomes it without spelling it out. */
  boolean isPiece() {
    return this == NORMAL || this == USER_DEFINED || this == UNUSED;
  }

  /** Whether text has to spell a token of this type out. */
  boolean isSpecial() {
    return this == CONTROL || this == UNKNOWN || this == USER_DEFINED;
  }

  /** The number that stands for this type in a file. */
  public int id() {
    return id;
  }
}
