package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/** Q8_0: an f16 scale {@code d}, then 32 signed bytes {@code q}; an element is {@code q d}. */
record Q80Format() implements BlockwiseFormat {
  @Override
  public TensorType type() {
    return TensorType.Q8_0;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    long quants = block + Short.BYTES;
    for (int j = 0; j < BlockCodes.COUNT; j++) {
      out[first + j] = blocks.get(Layouts.INT8, quants + j) * d;
    }
  }
}
