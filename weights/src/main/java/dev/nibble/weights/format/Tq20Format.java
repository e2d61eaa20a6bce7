package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * TQ2_0: codes {@code q} in {@link TwoBitStripes}, then an f16 scale {@code d}; an element is
 * {@code (q - 1) d}.
 */
record Tq20Format() implements BlockwiseFormat {
  private static final int D = 64;

  @Override
  public TensorType type() {
    return TensorType.TQ2_0;
  }

  @Override
  public int groupSize() {
    return type().blockSize();
  }

  @Override
  public int codeBits() {
    return 2;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block + D);
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      long quants = block + TwoBitStripes.offset(group);
      int shift = TwoBitStripes.shift(group);
      for (int j = 0; j < TwoBitStripes.GROUP; j++) {
        int q = blocks.get(Layouts.INT8, quants + j) >> shift & 3;
        out[first + TwoBitStripes.GROUP * group + j] = (q - 1) * d;
      }
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    Arrays.fill(codes, (byte) 0);
    TwoBitStripes.get(blocks, block, 0, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    float d = Math.abs(Rounding.extreme(row, first, type().blockSize()));
    byte[] codes = Rounding.ternary(row, first, d, type().blockSize());
    TwoBitStripes.put(codes, blocks, block);
    Rounding.putFloat16(blocks, block + D, d);
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    Arrays.fill(out, first, first + type().blockSize(), float16(blocks, block + D));
  }
}
