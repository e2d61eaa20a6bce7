package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/** bfloat16: the upper 16 bits of a binary32. */
record Bf16Format() implements BlockFormat {
  @Override
  public TensorType type() {
    return TensorType.BF16;
  }

  @Override
  public void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    for (int i = 0; i < elements; i++) {
      out[outOffset + i] =
          Float.intBitsToFloat(blocks.get(Layouts.INT16, offsetBytes + 2L * i) << 16);
    }
  }
}
