package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.PackLanes.Constant;
import dev.nibble.engine.kernel.x64.PackLanes.Quad;
import dev.nibble.weights.TensorType;
import java.util.function.IntUnaryOperator;

/**
 * Reads the blocks of a row as codes without a sign, four columns in an int.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h">the
 *     blocks in ggml-common.h</a>
 */
sealed interface BlockReader {

  /** The reader of a type that has codes. */
  static BlockReader of(TensorType type) {
    return switch (type) {
      case Q8_0 -> new SignedBytes();
      case Q4_0, IQ4_NL -> new FourBits(2);
      case Q4_1 -> new FourBits(4);
      case Q5_0 -> new FiveBits(2);
      case Q5_1 -> new FiveBits(4);
      case Q4_K -> new FourBitParts();
      case Q5_K -> new FiveBitParts();
      case Q6_K -> new SixBitParts();
      default -> throw new IllegalArgumentException(type + " has no codes");
    };
  }

  /**
   * Codes of four columns.
   *
   * @param row blocks of a row
   * @param at where the block starts
   * @param part which 32 columns of the block
   * @param group which four of these
   */
  int codes(byte[] row, int at, int part, int group);

  /**
   * Emits what packs the codes of a block of each row.
   *
   * @param lanes the registers
   * @param quad the rows
   * @param parts where in the piece the codes of each 32 columns go
   */
  void emitPack(PackLanes lanes, Quad quad, IntUnaryOperator parts);

  /**
   * Codes of a row.
   *
   * @param row its blocks
   * @param blockBytes from one to the next
   * @param parts how many times 32 columns a block has
   * @param out receives four codes in an int
   */
  default void codes(byte[] row, int blockBytes, int parts, int[] out) {
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

  /** In a panel these stand as they do in the file. */
  private static void emitNibbles(PackLanes lanes, Quad quad, int from, int to) {
    lanes.load(quad, from, 0);
    for (int i = 0; i < PackLanes.GROUPS; i++) {
      lanes.store(quad, i, to + i * Panel.GROUP_BYTES);
    }
  }

  /** All chunks of a super-block of 256. */
  private static void emitHalves(PackLanes lanes, Quad quad, int from, IntUnaryOperator parts) {
    for (int part = 0; part < Panel.GROUPS; part += 2) {
      int chunk = from + part / 2 * Panel.BLOCK;
      emitChunk(lanes, quad, chunk, parts.applyAsInt(part), parts.applyAsInt(part + 1));
    }
  }

  /** Makes pairs of groups in a part of what the file has as pairs of parts. */
  private static void emitChunk(PackLanes lanes, Quad quad, int from, int low, int high) {
    lanes.load(quad, from, 0);
    lanes.load(quad, from + Width.X.bytes(), PackLanes.GROUPS);
    for (int i = 0; i < PackLanes.GROUPS; i++) {
      lanes.exchange(i, PackLanes.GROUPS + i, 4, Constant.NIBBLES);
      lanes.store(quad, i, low + i * Panel.GROUP_BYTES);
      lanes.store(quad, PackLanes.GROUPS + i, high + i * Panel.GROUP_BYTES);
    }
  }

  /**
   * The bit of a column, {@code 4 group + i}, becomes bit {@code 8 i + group}: what the five bits
   * of the number say goes round by two, in four exchanges of two of them.
   */
  private static void emitFifthBits(PackLanes lanes, Quad quad, int from, int to) {
    lanes.load(quad, from, 0);
    lanes.exchange(0, 0, 16 - 2, Constant.WITHOUT_16_WITH_2);
    lanes.exchange(0, 0, 8 - 1, Constant.WITHOUT_8_WITH_1);
    lanes.exchange(0, 0, 4 - 2, Constant.INNER_PAIRS);
    lanes.exchange(0, 0, 2 - 1, Constant.INNER_BITS);
    lanes.store(quad, 0, to);
  }

  /**
   * A step of the transposition of a square in each byte: registers against their bits.
   *
   * @param registers how many
   * @param distance of the bits that change places
   * @param mask the lower ones of them
   */
  private static void transpose(PackLanes lanes, int registers, int distance, Constant mask) {
    int apart = distance * registers / Byte.SIZE;
    for (int i = 0; i < registers; i++) {
      if ((i & apart) == 0) {
        lanes.exchange(i, i + apart, distance, mask);
      }
    }
  }

  /** Q8_0: a byte a code. */
  record SignedBytes() implements BlockReader {
    @Override
    public int codes(byte[] row, int at, int part, int group) {
      return Bytes.getInt(row, at + 2 + 4 * group) ^ 0x80808080;
    }

    @Override
    public void emitPack(PackLanes lanes, Quad quad, IntUnaryOperator parts) {
      for (int first = 0; first < Panel.GROUPS; first += PackLanes.GROUPS) {
        lanes.load(quad, 2 + first * Panel.GROUP, 0);
        for (int i = 0; i < PackLanes.GROUPS; i++) {
          lanes.flip(i, Constant.SIGNS);
          lanes.store(quad, i, parts.applyAsInt(0) + (first + i) * Panel.GROUP_BYTES);
        }
      }
    }
  }

  /**
   * Q4_0, Q4_1 and IQ4_NL: half a byte a code.
   *
   * @param codesAt where in a block the codes are
   */
  record FourBits(int codesAt) implements BlockReader {
    @Override
    public int codes(byte[] row, int at, int part, int group) {
      return nibbles(row, at + codesAt, group);
    }

    @Override
    public void emitPack(PackLanes lanes, Quad quad, IntUnaryOperator parts) {
      emitNibbles(lanes, quad, codesAt, parts.applyAsInt(0));
    }
  }

  /**
   * Q5_0 and Q5_1: a bit a code, and behind these half a byte.
   *
   * @param bitsAt where in a block the bits are
   */
  record FiveBits(int bitsAt) implements BlockReader {
    @Override
    public int codes(byte[] row, int at, int part, int group) {
      return nibbles(row, at + bitsAt + Integer.BYTES, group) | fifthBits(row, at + bitsAt, group);
    }

    @Override
    public void emitPack(PackLanes lanes, Quad quad, IntUnaryOperator parts) {
      emitFifthBits(lanes, quad, bitsAt, parts.applyAsInt(0));
      int nibblesAt = parts.applyAsInt(0) + Panel.GROUP_BYTES;
      emitNibbles(lanes, quad, bitsAt + Integer.BYTES, nibblesAt);
    }
  }

  /** Q4_K: half a byte a code, in eight parts. */
  record FourBitParts() implements BlockReader {
    @Override
    public int codes(byte[] row, int at, int part, int group) {
      return halves(row, at + 16, part, group);
    }

    @Override
    public void emitPack(PackLanes lanes, Quad quad, IntUnaryOperator parts) {
      emitHalves(lanes, quad, 16, parts);
    }
  }

  /** Q5_K: the same behind a bit a code. */
  record FiveBitParts() implements BlockReader {
    @Override
    public int codes(byte[] row, int at, int part, int group) {
      int high = Bytes.getInt(row, at + 16 + 4 * group) >>> part & 0x01010101;
      return halves(row, at + 48, part, group) | high << 4;
    }

    @Override
    public void emitPack(PackLanes lanes, Quad quad, IntUnaryOperator parts) {
      lanes.load(quad, 16, 0);
      lanes.load(quad, 16 + Width.X.bytes(), PackLanes.GROUPS);
      transpose(lanes, Panel.GROUPS, 4, Constant.NIBBLES);
      transpose(lanes, Panel.GROUPS, 2, Constant.PAIRS);
      transpose(lanes, Panel.GROUPS, 1, Constant.BITS);
      for (int part = 0; part < Panel.GROUPS; part++) {
        lanes.store(quad, part, parts.applyAsInt(part));
      }
      emitHalves(lanes, quad, 48, part -> parts.applyAsInt(part) + Panel.GROUP_BYTES);
    }
  }

  /** Q6_K: the same in front of two bits a code. */
  record SixBitParts() implements BlockReader {
    @Override
    public int codes(byte[] row, int at, int part, int group) {
      int half = part / 4;
      int quarter = part % 4;
      int lowAt = at + 64 * half + 32 * (quarter & 1) + 4 * group;
      int low = Bytes.getInt(row, lowAt) >>> (4 * (quarter >> 1)) & 0x0F0F0F0F;
      int highAt = at + 128 + 32 * half + 4 * group;
      int high = Bytes.getInt(row, highAt) >>> (2 * quarter) & 0x03030303;
      return low | high << 4;
    }

    @Override
    public void emitPack(PackLanes lanes, Quad quad, IntUnaryOperator parts) {
      for (int half = 0; half < 2; half++) {
        int firstPart = 4 * half;
        for (int i = 0; i < 2; i++) {
          lanes.load(quad, 128 + 32 * half + i * Width.X.bytes(), 0);
          transpose(lanes, PackLanes.GROUPS, 4, Constant.NIBBLES);
          transpose(lanes, PackLanes.GROUPS, 2, Constant.PAIRS);
          for (int quarter = 0; quarter < 4; quarter++) {
            int at = parts.applyAsInt(firstPart + quarter) + i * Panel.GROUP_BYTES;
            lanes.store(quad, quarter, at);
          }
        }
        for (int i = 0; i < 2; i++) {
          int low = parts.applyAsInt(firstPart + i) + 2 * Panel.GROUP_BYTES;
          int high = parts.applyAsInt(firstPart + 2 + i) + 2 * Panel.GROUP_BYTES;
          emitChunk(lanes, quad, 64 * half + 32 * i, low, high);
        }
      }
    }
  }
}
