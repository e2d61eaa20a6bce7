package dev.nibble.tokenizer;

import static dev.nibble.tokenizer.TokenIndex.NONE;

import java.util.Arrays;

/** Spells characters that no token has: in UTF-8, one byte token a byte, or as unknown. */
final class ByteFallback {
  private final int[] idOfByte = new int[256];
  private final int unknown;

  ByteFallback(Vocabulary vocabulary) {
    this.unknown = vocabulary.unknown().orElseThrow();
    Arrays.fill(idOfByte, NONE);
    for (int id = vocabulary.size() - 1; id >= 0; id--) {
      if (vocabulary.type(id) == TokenType.BYTE) {
        idOfByte[ByteText.parse(vocabulary.text(id)).orElseThrow()] = id;
      }
    }
  }

  /** Adds the tokens of a character; the unknown token where one of its bytes has none. */
  void spell(int codePoint, IdBuffer out) {
    int last = codePoint < 0x80 ? 0 : codePoint < 0x800 ? 1 : codePoint < 0x1_0000 ? 2 : 3;
    for (int i = 0; i <= last; i++) {
      if (idOfByte[utf8(codePoint, i, last)] == NONE) {
        out.add(unknown);
        return;
      }
    }
    for (int i = 0; i <= last; i++) {
      out.add(idOfByte[utf8(codePoint, i, last)]);
    }
  }

  /** Byte i of the UTF-8 of a character that has the bytes 0 to last. */
  private static int utf8(int codePoint, int i, int last) {
    int bits = codePoint >> (6 * (last - i));
    if (i > 0) {
      return 0x80 | (bits & 0x3F);
    }
    return last == 0 ? bits : ((0xF0 << (3 - last)) & 0xFF) | bits;
  }
}
