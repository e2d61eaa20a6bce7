package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.IntegerLevels;
import java.lang.foreign.MemorySegment;

/**
 * Q4_0: an f16 scale {@code d}, then 32 codes {@code q} of 4 bits; an element is {@code (q - 8) d}.
 */
record Q40Format() implements OneScaleFormat {
  private static final IntegerLevels LEVELS = new IntegerLevels(-8, 7);

  /** {@code q - 8} for each code, so that the look-up of other 4-bit formats serves. */
  private static final float[] VALUES = {-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7};

  @Override
  public TensorType type() {
    return TensorType.Q4_0;
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
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    BlockCodes.getFourBits(blocks, block + Short.BYTES, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    ScaledCodes coded = ScaledCodes.of(row, first, importance, LEVELS);
    Rounding.putFloat16(blocks, block, coded.d());
    BlockCodes.putFourBits(coded.codes(), blocks, block + Short.BYTES);
  }
}
