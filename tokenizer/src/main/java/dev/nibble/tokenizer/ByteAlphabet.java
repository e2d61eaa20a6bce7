package dev.nibble.tokenizer;

import java.util.Arrays;

/**
 * The disguise in which vocabularies of byte-level BPE hold bytes: each byte is one visible
 * character, itself where it is printable Latin-1, otherwise one from U+0100 on.
 *
 * @see <a href="https://github.com/openai/gpt-2/blob/master/src/encoder.py">bytes_to_unicode in
 *     encoder.py</a>
 */
final class ByteAlphabet {
  /** The character is the disguise of no byte. */
  static final int NO_BYTE = -1;

  private static final char[] CHARACTER_OF_BYTE = charactersOfBytes();
  private static final short[] BYTE_OF_CHARACTER = bytesOfCharacters();

  private ByteAlphabet() {}

  /** The disguise of a byte from 0 to 255. */
  static char character(int value) {
    return CHARACTER_OF_BYTE[value];
  }

  /** The byte, from 0 to 255, behind a character, or {@link #NO_BYTE}. */
  static int value(int character) {
    return character < BYTE_OF_CHARACTER.length ? BYTE_OF_CHARACTER[character] : NO_BYTE;
  }

  /**
   * Writes characters as their UTF-8, in disguise.
   *
   * @param text well-formed UTF-16
   * @param from where to begin
   * @param to where to end
   * @param out has room for 3 characters a char
   * @return how many characters were written
   */
  static int disguise(char[] text, int from, int to, char[] out) {
    int size = 0;
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c < 0x80) {
        out[size++] = CHARACTER_OF_BYTE[c];
      } else if (c < 0x800) {
        out[size++] = CHARACTER_OF_BYTE[0xC0 | (c >> 6)];
        out[size++] = continuation(c);
      } else if (Character.isHighSurrogate(c)) {
        int codePoint = Character.toCodePoint(c, text[++i]);
        out[size++] = CHARACTER_OF_BYTE[0xF0 | (codePoint >> 18)];
        out[size++] = continuation(codePoint >> 12);
        out[size++] = continuation(codePoint >> 6);
        out[size++] = continuation(codePoint);
      } else {
        out[size++] = CHARACTER_OF_BYTE[0xE0 | (c >> 12)];
        out[size++] = continuation(c >> 6);
        out[size++] = continuation(c);
      }
    }
    return size;
  }

  private static char continuation(int bits) {
    return CHARACTER_OF_BYTE[0x80 | (bits & 0x3F)];
  }

  private static char[] charactersOfBytes() {
    char[] characters = new char[256];
    char next = 256;
    for (int value = 0; value < characters.length; value++) {
      characters[value] = isPrintable(value) ? (char) value : next++;
    }
    return characters;
  }

  private static short[] bytesOfCharacters() {
    short[] bytes = new short[CHARACTER_OF_BYTE['\u00AD'] + 1];
    Arrays.fill(bytes, (short) NO_BYTE);
    for (short value = 0; value < CHARACTER_OF_BYTE.length; value++) {
      bytes[CHARACTER_OF_BYTE[value]] = value;
    }
    return bytes;
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
  }
}
