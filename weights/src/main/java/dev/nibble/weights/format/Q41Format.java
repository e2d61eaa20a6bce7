package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Q4_1: an f16 scale {@code d}, an f16 minimum {@code m}, then 32 codes {@code q} of 4 bits; an
 * element is {@code q d + m}.
 */
record Q41Format() implements OneScaleFormat {
  private static final int HIGHEST = 15;

  @Override
  public TensorType type() {
    return TensorType.Q4_1;
  }

  @Override
  public int codeBits() {
    return 4;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    float m = float16(blocks, block + Short.BYTES);
    BlockCodes.fourBits(blocks, block + 2 * Short.BYTES, out, first);
    for (int i = first; i < first + BlockCodes.COUNT; i++) {
      out[i] = out[i] * d + m;
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    BlockCodes.getFourBits(blocks, block + 2 * Short.BYTES, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    AffineCodes coded = AffineCodes.of(row, first, importance, HIGHEST);
    Rounding.putFloat16(blocks, block, coded.d());
    Rounding.putFloat16(blocks, block + Short.BYTES, coded.m());
    BlockCodes.putFourBits(coded.codes(), blocks, block + 2 * Short.BYTES);
  }
}
