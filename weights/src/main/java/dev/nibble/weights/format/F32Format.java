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
  public int groupSize() {
    return 1;
  }

  @Override
  public int codeBits() {
    return Float.SIZE;
  }

  @Override
  public void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    MemorySegment.copy(blocks, Layouts.FLOAT32, offsetBytes, out, outOffset, elements);
  }

  @Override
  public void quantize(float[] row, float[] importance, MemorySegment blocks, long offsetBytes) {
    MemorySegment.copy(row, 0, blocks, Layouts.FLOAT32, offsetBytes, row.length);
  }

  @Override
  public void steps(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    for (int i = 0; i < elements; i++) {
      out[outOffset + i] = Math.ulp(blocks.get(Layouts.FLOAT32, offsetBytes + 4L * i));
    }
  }
}
