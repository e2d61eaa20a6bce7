package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/** Floats as they are. */
record F32Format() implements BlockFormat {
  @Override
  public TensorType type() {
    return TensorType.F32;
  }

  @Override
  public void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    MemorySegment.copy(blocks, Layouts.FLOAT32, offsetBytes, out, outOffset, elements);
  }
}
