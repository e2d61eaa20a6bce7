package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.IntegerLevels;
import java.lang.foreign.MemorySegment;

/**
 * Q5_0: an f16 scale {@code d}, then 32 codes {@code q} of 5 bits; an element is {@code (q - 16)
 * d}.
 */
record Q50Format() implements OneScaleFormat {
  private static final IntegerLevels LEVELS = new IntegerLevels(-16, 15);

  @Override
  public TensorType type() {
    return TensorType.Q5_0;
  }

  @Override
  public int codeBits() {
    return 5;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    BlockCodes.fiveBits(blocks, block + Short.BYTES, out, first);
    for (int i = first; i < first + BlockCodes.COUNT; i++) {
      out[i] = (out[i] - 16) * d;
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    BlockCodes.getFiveBits(blocks, block + Short.BYTES, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    ScaledCodes coded = ScaledCodes.of(row, first, importance, LEVELS);
    Rounding.putFloat16(blocks, block, coded.d());
    BlockCodes.putFiveBits(coded.codes(), blocks, block + Short.BYTES);
  }
}
