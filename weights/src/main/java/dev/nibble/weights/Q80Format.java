package dev.nibble.weights;

import java.lang.foreign.MemorySegment;

/** Q8_0: an f16 scale {@code d}, then 32 signed bytes {@code q}; an element is {@code q d}. */
record Q80Format() implements BlockFormat {
  @Override
  public TensorType type() {
    return TensorType.Q8_0;
  }

  @Override
  public void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    int blockSize = type().blockSize();
    long block = offsetBytes;
    for (int i = outOffset; i < outOffset + elements; i += blockSize) {
      float d = Float.float16ToFloat(blocks.get(Layouts.INT16, block));
      long quants = block + Short.BYTES;
      for (int j = 0; j < blockSize; j++) {
        out[i + j] = blocks.get(Layouts.INT8, quants + j) * d;
      }
      block += type().blockBytes();
    }
  }
}
