package dev.nibble.engine.predict.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;

/** Counts bytes and tokens of a text and of its first half. */
public final class TextTokensCollector {
  private final Tokenizer tokenizer;
  private final String text;

  /**
   * Prepares a count.
   *
   * @param tokenizer makes tokens; nothing is put in front
   * @param text the text
   */
  public TextTokensCollector(Tokenizer tokenizer, String text) {
    this.tokenizer = tokenizer;
    this.text = text;
  }

  /**
   * Counts.
   *
   * @return bytes and tokens
   * @throws IllegalArgumentException if a half of the text has no token
   */
  public TextTokens collect() {
    int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
    String half = text.substring(0, middle);
    TextTokens counted = new TextTokens(bytes(half), tokens(half), bytes(text), tokens(text));
    if (counted.halfTokens() == 0) {
      throw new IllegalArgumentException("the text has no token in its first half, expected one");
    }
    return counted;
  }

  private static long bytes(String part) {
    return part.getBytes(UTF_8).length;
  }

  private long tokens(String part) {
    return tokenizer.encode(part, EncodeOptions.plain()).length;
  }
}
