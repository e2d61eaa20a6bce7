package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/** IEEE 754 binary16, widened exactly. */
record F16Format() implements BlockFormat {
  private static final int MIN_EXPONENT = -14;
  private static final int FRACTION_BITS = 10;

  @Override
  public TensorType type() {
    return TensorType.F16;
  }

  @Override
  public int groupSize() {
    return 1;
  }

  @Override
  public int codeBits() {
    return Short.SIZE;
  }

  @Override
  public void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    for (int i = 0; i < elements; i++) {
      out[outOffset + i] = Layouts.float16(blocks, offsetBytes + 2L * i);
    }
  }

  @Override
  public void quantize(float[] row, float[] importance, MemorySegment blocks, long offsetBytes) {
    for (int i = 0; i < row.length; i++) {
      Rounding.putFloat16(blocks, offsetBytes + 2L * i, row[i]);
    }
  }

  @Override
  public void steps(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    for (int i = 0; i < elements; i++) {
      float x = Layouts.float16(blocks, offsetBytes + 2L * i);
      int exponent = Math.max(Math.getExponent(x), MIN_EXPONENT);
      out[outOffset + i] = Math.scalb(1f, exponent - FRACTION_BITS);
    }
  }
}
