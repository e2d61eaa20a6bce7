package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

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

  @Override
  public TensorType type() {
    return TensorType.TQ1_0;
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
        int remainder = blocks.get(Layouts.INT8, at + j) * power & 0xFF;
        int q = (3 * remainder) >> 8;
        out[first + digit * bytes + j] = (q - 1) * d;
      }
      power *= 3;
    }
  }
}
