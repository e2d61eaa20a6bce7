package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.IntegerLevels;
import dev.nibble.weights.fit.Samples;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Q4_0: an f16 scale {@code d}, then 32 codes {@code q} of 4 bits; an element is {@code (q - 8) d}.
 */
record Q40Format() implements BlockwiseFormat {
  private static final IntegerLevels LEVELS = new IntegerLevels(-8, 7);

  /** {@code q - 8} for each code, so that the look-up of other 4-bit formats serves. */
  private static final float[] VALUES = {-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7};

  @Override
  public TensorType type() {
    return TensorType.Q4_0;
  }

  @Override
  public int groupSize() {
    return BlockCodes.COUNT;
  }

  @Override
  public int codeBits() {
    return 4;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    BlockCodes.lookUp(blocks, block + Short.BYTES, VALUES, d, out, first);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    ScaledCodes coded =
        importance.length == 0
            ? ScaledCodes.rounded(row, first, LEVELS)
            : ScaledCodes.searched(
                Samples.of(row, first, BlockCodes.COUNT, importance).emphasizingLarge(), LEVELS);
    Rounding.putFloat16(blocks, block, coded.d());
    BlockCodes.putFourBits(coded.codes(), blocks, block + Short.BYTES);
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float d = Math.abs(float16(blocks, block));
    Arrays.fill(out, first, first + BlockCodes.COUNT, d);
  }
}
