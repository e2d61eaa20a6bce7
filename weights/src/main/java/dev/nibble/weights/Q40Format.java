package dev.nibble.weights;

import java.lang.foreign.MemorySegment;

/**
 * Q4_0: an f16 scale {@code d}, then 16 bytes whose low nibbles are the elements 0 to 15 and whose
 * high nibbles are 16 to 31; an element is {@code (q - 8) d}.
 */
record Q40Format() implements BlockFormat {
  @Override
  public TensorType type() {
    return TensorType.Q4_0;
  }

  @Override
  public void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    int blockSize = type().blockSize();
    int half = blockSize / 2;
    long block = offsetBytes;
    for (int i = outOffset; i < outOffset + elements; i += blockSize) {
      float d = Float.float16ToFloat(blocks.get(Layouts.INT16, block));
      long quants = block + Short.BYTES;
      for (int j = 0; j < half; j++) {
        int pair = blocks.get(Layouts.INT8, quants + j);
        out[i + j] = ((pair & 0xF) - 8) * d;
        out[i + half + j] = ((pair >> 4 & 0xF) - 8) * d;
      }
      block += type().blockBytes();
    }
  }
}
