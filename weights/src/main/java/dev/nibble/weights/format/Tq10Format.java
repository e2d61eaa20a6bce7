package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * TQ1_0: ternary digits {@code q}, five to a byte, then an f16 scale {@code d}; an element is
 * {@code (q - 1) d}.
 *
 * <p>The codes of a byte are the digits of a fraction to the base of 3, stored in 256ths and
 * rounded up: times 3, its integer part is the first code and its low byte the fraction of the
 * others. Of 32 bytes all first digits come first, then all second ones, and so on; then the same
 * of 16 bytes; and of 4 bytes, which hold four digits each.
 */
record Tq10Format() implements BlockwiseFormat {
  private static final int D = 52;

  /** Digits that a byte has room for, and their numbers. */
  private static final int DIGITS = 5;

  private static final int POWER = 243;

  @Override
  public TensorType type() {
    return TensorType.TQ1_0;
  }

  @Override
  public int groupSize() {
    return type().blockSize();
  }

  @Override
  public int codeBits() {
    return 2;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block + D);
    digits(blocks, block, 32, 5, d, out, first);
    digits(blocks, block + 32, 16, 5, d, out, first + 160);
    digits(blocks, block + 48, 4, 4, d, out, first + 240);
  }

  private static void digits(
      MemorySegment blocks, long at, int bytes, int digits, float d, float[] out, int first) {
    int power = 1;
    for (int digit = 0; digit < digits; digit++) {
      for (int j = 0; j < bytes; j++) {
        out[first + digit * bytes + j] = (digit(blocks, at + j, power) - 1) * d;
      }
      power *= 3;
    }
  }

  private static void getDigits(
      MemorySegment blocks, long at, int bytes, int digits, byte[] codes, int first) {
    int power = 1;
    for (int digit = 0; digit < digits; digit++) {
      for (int j = 0; j < bytes; j++) {
        codes[first + digit * bytes + j] = (byte) digit(blocks, at + j, power);
      }
      power *= 3;
    }
  }

  /** The digit of a byte behind those that a power of 3 moves out of it. */
  private static int digit(MemorySegment blocks, long at, int power) {
    int remainder = blocks.get(Layouts.INT8, at) * power & 0xFF;
    return (3 * remainder) >> 8;
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    getDigits(blocks, block, 32, 5, codes, 0);
    getDigits(blocks, block + 32, 16, 5, codes, 160);
    getDigits(blocks, block + 48, 4, 4, codes, 240);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    float d = Math.abs(Rounding.extreme(row, first, type().blockSize()));
    byte[] codes = Rounding.ternary(row, first, d, type().blockSize());
    putDigits(codes, 0, 32, 5, blocks, block);
    putDigits(codes, 160, 16, 5, blocks, block + 32);
    putDigits(codes, 240, 4, 4, blocks, block + 48);
    Rounding.putFloat16(blocks, block + D, d);
  }

  private static void putDigits(
      byte[] codes, int first, int bytes, int digits, MemorySegment blocks, long at) {
    for (int j = 0; j < bytes; j++) {
      int number = 0;
      for (int digit = 0; digit < DIGITS; digit++) {
        number = 3 * number + (digit < digits ? codes[first + digit * bytes + j] : 0);
      }
      blocks.set(Layouts.INT8, at + j, (byte) Math.ceilDiv(number * 256, POWER));
    }
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    Arrays.fill(out, first, first + type().blockSize(), float16(blocks, block + D));
  }
}
