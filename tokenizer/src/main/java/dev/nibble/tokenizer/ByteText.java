package dev.nibble.tokenizer;

import java.util.HexFormat;
import java.util.OptionalInt;

/** The text of a token that stands for one byte: {@code <0x00>} to {@code <0xFF>}. */
final class ByteText {
  private static final String PREFIX = "<0x";
  private static final int LENGTH = PREFIX.length() + 3;

  private ByteText() {}

  /** The byte, from 0 to 255, or empty where the text is of another form. */
  static OptionalInt parse(String text) {
    boolean fits =
        text.length() == LENGTH
            && text.startsWith(PREFIX)
            && text.endsWith(">")
            && HexFormat.isHexDigit(text.charAt(3))
            && HexFormat.isHexDigit(text.charAt(4));
    return fits ? OptionalInt.of(HexFormat.fromHexDigits(text, 3, 5)) : OptionalInt.empty();
  }
}
