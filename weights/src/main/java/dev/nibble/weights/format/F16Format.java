package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/** IEEE 754 binary16, widened exactly. */
record F16Format() implements BlockFormat {
  @Override
  public TensorType type() {
    return TensorType.F16;
  }

  @Override
  public void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    for (int i = 0; i < elements; i++) {
      out[outOffset + i] = Layouts.float16(blocks, offsetBytes + 2L * i);
    }
  }
}
