package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The texts of tokens that are whole characters, each made when it is first asked for. Safe for use
 * by several threads: they may make the same text twice, but never another one.
 */
final class TokenTexts {
  private static final char REPLACEMENT = '\uFFFD';

  private final Tokenizer tokenizer;
  private final @Nullable String[] texts;

  TokenTexts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.texts = new String[tokenizer.vocabulary().size()];
  }

  /** What a token contributes to a text, or null where that may be a part of a character. */
  @Nullable String whole(int id) {
    if (texts[id] == null) {
      String text = new String(tokenizer.bytes(id), UTF_8);
      texts[id] = text.indexOf(REPLACEMENT) < 0 ? text : null;
    }
    return texts[id];
  }
}
