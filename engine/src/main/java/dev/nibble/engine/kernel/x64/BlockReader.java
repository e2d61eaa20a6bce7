package dev.nibble.engine.kernel.x64;

import dev.nibble.weights.TensorType;

/**
 * Reads the blocks of a row as codes without a sign, four columns in an int.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h">the
 *     blocks in ggml-common.h</a>
 */
enum BlockReader {
  Q8_0 {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      return Bytes.getInt(row, at + 2 + 4 * group) ^ 0x80808080;
    }
  },
  Q4_0 {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      return nibbles(row, at + 2, group);
    }
  },
  Q4_1 {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      return nibbles(row, at + 4, group);
    }
  },
  Q5_0 {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      return nibbles(row, at + 6, group) | fifthBits(row, at + 2, group);
    }
  },
  Q5_1 {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      return nibbles(row, at + 8, group) | fifthBits(row, at + 4, group);
    }
  },
  IQ4_NL {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      return nibbles(row, at + 2, group);
    }
  },
  Q4_K {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      return halves(row, at + 16, part, group);
    }
  },
  Q5_K {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      int high = Bytes.getInt(row, at + 16 + 4 * group) >>> part & 0x01010101;
      return halves(row, at + 48, part, group) | high << 4;
    }
  },
  Q6_K {
    @Override
    int codes(byte[] row, int at, int part, int group) {
      int half = part / 4;
      int quarter = part % 4;
      int lowAt = at + 64 * half + 32 * (quarter & 1) + 4 * group;
      int low = Bytes.getInt(row, lowAt) >>> (4 * (quarter >> 1)) & 0x0F0F0F0F;
      int highAt = at + 128 + 32 * half + 4 * group;
      int high = Bytes.getInt(row, highAt) >>> (2 * quarter) & 0x03030303;
      return low | high << 4;
    }
  };

  /** The reader of a type that has codes. */
  static BlockReader of(TensorType type) {
    return valueOf(type.name());
  }

  /**
   * Codes of four columns.
   *
   * @param row blocks of a row
   * @param at where the block starts
   * @param part which 32 columns of the block
   * @param group which four of these
   */
  abstract int codes(byte[] row, int at, int part, int group);

  /**
   * Codes of a row.
   *
   * @param row its blocks
   * @param blockBytes from one to the next
   * @param parts how many times 32 columns a block has
   * @param out receives four codes in an int
   */
  final void codes(byte[] row, int blockBytes, int parts, int[] out) {
    int i = 0;
    for (int at = 0; at < row.length; at += blockBytes) {
      for (int part = 0; part < parts; part++) {
        for (int group = 0; group < Panel.GROUPS; group++) {
          out[i++] = codes(row, at, part, group);
        }
      }
    }
  }

  /** Sixteen bytes whose lower halves are the first sixteen codes. */
  private static int nibbles(byte[] row, int at, int group) {
    return Bytes.getInt(row, at + 4 * (group & 3)) >>> (group & 4) & 0x0F0F0F0F;
  }

  /** Chunks of 32 bytes, whose lower halves are one part and whose upper ones the next. */
  private static int halves(byte[] row, int at, int part, int group) {
    return Bytes.getInt(row, at + 32 * (part >> 1) + 4 * group) >>> (4 * (part & 1)) & 0x0F0F0F0F;
  }

  /** The bits of 32 codes in an int: four of them, each a byte's bit 4. */
  private static int fifthBits(byte[] row, int at, int group) {
    int four = Bytes.getInt(row, at) >>> (4 * group) & 15;
    return (four * 0x00204081 & 0x01010101) << 4;
  }
}
