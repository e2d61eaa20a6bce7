package dev.nibble.tokenizer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Keeps text from nobody knows where out of control: inside a text whose control tokens are
 * recognized, what spells one is marked as meant literally. The mark, U+FDD0, is no character and
 * is for use inside programs; {@link Tokenizer#encode} takes it out where it recognizes control
 * tokens.
 */
public final class PlainSpecials {
  private static final char MARK = '\uFDD0';

  private final List<String> texts;
  private final SpecialTexts occurring;

  /**
   * Prepares.
   *
   * @param vocabulary whose control tokens are meant
   */
  public PlainSpecials(Vocabulary vocabulary) {
    texts =
        IntStream.range(0, vocabulary.size())
            .filter(id -> isControl(vocabulary.type(id)) && vocabulary.text(id).length() > 1)
            .mapToObj(vocabulary::text)
            .toList();
    occurring = new SpecialTexts(texts);
  }

  private static boolean isControl(TokenType type) {
    return type == TokenType.CONTROL || type == TokenType.UNKNOWN;
  }

  /**
   * Marks what spells a control token.
   *
   * @param text the text
   * @return the text, in which none is recognized
   */
  public String mark(String text) {
    String marked = text;
    for (int i : occurring.occurring(text).stream().toArray()) {
      String special = texts.get(i);
      marked = marked.replace(special, special.charAt(0) + "" + MARK + special.substring(1));
    }
    return marked;
  }

  /** Whether a part of a text has marks. */
  static boolean isMarked(String text, int from, int to) {
    return text.indexOf(MARK, from, to) >= 0;
  }

  /** A part of a text without its marks. */
  static String unmarked(String text, int from, int to) {
    return text.substring(from, to).replace(String.valueOf(MARK), "");
  }
}
