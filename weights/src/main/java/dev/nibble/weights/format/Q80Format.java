package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/** Q8_0: an f16 scale {@code d}, then 32 signed bytes {@code q}; an element is {@code q d}. */
record Q80Format() implements OneScaleFormat {
  @Override
  public TensorType type() {
    return TensorType.Q8_0;
  }

  @Override
  public int codeBits() {
    return 8;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    long quants = block + Short.BYTES;
    for (int j = 0; j < BlockCodes.COUNT; j++) {
      out[first + j] = blocks.get(Layouts.INT8, quants + j) * d;
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    MemorySegment.copy(blocks, Layouts.INT8, block + Short.BYTES, codes, 0, BlockCodes.COUNT);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    float d = Math.abs(Rounding.extreme(row, first, BlockCodes.COUNT)) / Byte.MAX_VALUE;
    float inverse = Rounding.inverse(d);
    Rounding.putFloat16(blocks, block, d);
    for (int j = 0; j < BlockCodes.COUNT; j++) {
      byte q = (byte) Rounding.nearest(row[first + j] * inverse);
      blocks.set(Layouts.INT8, block + Short.BYTES + j, q);
    }
  }
}
