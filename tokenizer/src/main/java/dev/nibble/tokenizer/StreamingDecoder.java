package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Turns ids into text while they arrive, without ever cutting a character.
 *
 * <p>Bytes that may still become a character are held back until the rest of it arrives. All that
 * comes out, put together, is the same text however the ids are spaced in time. Not safe for use by
 * several threads at once.
 */
public final class StreamingDecoder {
  private final Tokenizer tokenizer;
  private final TokenTexts texts;
  private final boolean showSpecial;
  private final Utf8Stream stream = new Utf8Stream();
  private boolean dropBlank;

  StreamingDecoder(Tokenizer tokenizer, TokenTexts texts, DecodeOptions options) {
    this.tokenizer = tokenizer;
    this.texts = texts;
    this.showSpecial = options.showSpecial();
    this.dropBlank = !options.continuation() && tokenizer.vocabulary().addSpacePrefix();
  }

  /**
   * Takes the next token.
   *
   * @param id the token
   * @return the text that is complete now, often empty
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public String append(int id) {
    boolean spelled = showSpecial && isSpecial(id);
    if (!spelled && !dropBlank && !stream.holdsBytes()) {
      String whole = texts.whole(id);
      if (whole != null) {
        return whole;
      }
    }
    byte[] bytes = spelled ? tokenizer.vocabulary().text(id).getBytes(UTF_8) : tokenizer.bytes(id);
    int from = 0;
    if (dropBlank && bytes.length > 0) {
      dropBlank = false;
      from = bytes[0] == ' ' ? 1 : 0;
    }
    return stream.append(bytes, from, bytes.length);
  }

  /**
   * Ends the text.
   *
   * @return U+FFFD for the bytes of a character that was never completed, otherwise empty
   */
  public String flush() {
    return stream.flush();
  }

  private boolean isSpecial(int id) {
    TokenType type = tokenizer.vocabulary().type(id);
    return type == TokenType.CONTROL || type == TokenType.UNKNOWN;
  }
}
