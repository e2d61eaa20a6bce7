package dev.nibble.engine.predict.evidence;

import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;

/** The first tokens of a text that goes on again from its beginning where it is too short. */
final class LeadingTokens {
  private LeadingTokens() {}

  /**
   * Takes some.
   *
   * @param tokenizer makes tokens of the text; nothing is put in front
   * @param text the text
   * @param count how many tokens
   * @return as many
   * @throws IllegalArgumentException if the text has no token
   */
  static int[] of(Tokenizer tokenizer, String text, int count) {
    int[] ids = tokenizer.encode(text, EncodeOptions.plain());
    if (ids.length == 0) {
      throw new IllegalArgumentException("the text has no token, expected one or more");
    }
    int[] leading = new int[count];
    for (int i = 0; i < count; i++) {
      leading[i] = ids[i % ids.length];
    }
    return leading;
  }
}
