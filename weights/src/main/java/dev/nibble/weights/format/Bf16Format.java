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
      out[outOffset + i] =
          Float.intBitsToFloat(blocks.get(Layouts.INT16, offsetBytes + 2L * i) << 16);
    }
  }

  @Override
  public void quantize(float[] row, float[] importance, MemorySegment blocks, long offsetBytes) {
    for (int i = 0; i < row.length; i++) {
      int bits = Float.floatToRawIntBits(row[i]);
      int halfOrLess = 0x7FFF + (bits >>> 16 & 1); // of two neighbours the even one
      blocks.set(Layouts.INT16, offsetBytes + 2L * i, (short) ((bits + halfOrLess) >>> 16));
    }
  }

  @Override
  public void steps(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    dequantize(blocks, offsetBytes, out, outOffset, elements);
    for (int i = outOffset; i < outOffset + elements; i++) {
      out[i] = Math.ulp(out[i]) * (1 << 16);
    }
  }
}
