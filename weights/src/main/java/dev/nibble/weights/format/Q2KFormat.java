package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;
import static dev.nibble.weights.Layouts.uint8;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Q2_K: 16 bytes, each with the scale of 16 elements in its low nibble and their minimum in its
 * high one; codes {@code q} in {@link TwoBitStripes}; an f16 scale {@code d} of the scales and one
 * {@code dMin} of the minima. An element is {@code d scale q - dMin minimum}.
 */
record Q2KFormat() implements BlockwiseFormat {
  private static final int QUANTS = 16;
  private static final int D = 80;
  private static final int D_MIN = 82;

  @Override
  public TensorType type() {
    return TensorType.Q2_K;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block + D);
    float dMin = float16(blocks, block + D_MIN);
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      int packed = uint8(blocks, block + group);
      float scale = d * (packed & 0xF);
      float minimum = dMin * (packed >> 4);
      long quants = block + QUANTS + TwoBitStripes.offset(group);
      int shift = TwoBitStripes.shift(group);
      for (int j = 0; j < TwoBitStripes.GROUP; j++) {
        int q = blocks.get(Layouts.INT8, quants + j) >> shift & 3;
        out[first + TwoBitStripes.GROUP * group + j] = scale * q - minimum;
      }
    }
  }
}
