package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;
import static dev.nibble.weights.Layouts.uint8;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.AffineGroups;
import dev.nibble.weights.fit.AffineGroupsSearch;
import dev.nibble.weights.fit.Samples;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Q2_K: 16 bytes, each with the scale of 16 elements in its low nibble and their minimum in its
 * high one; codes {@code q} in {@link TwoBitStripes}; an f16 scale {@code d} of the scales and one
 * {@code dMin} of the minima. An element is {@code d scale q - dMin minimum}.
 */
record Q2KFormat() implements BlockwiseFormat {
  private static final int QUANTS = 16;
  private static final int D = 80;
  private static final int D_MIN = 82;
  private static final int HIGHEST = 3;
  private static final int HIGHEST_SCALE = 15;

  @Override
  public TensorType type() {
    return TensorType.Q2_K;
  }

  @Override
  public int groupSize() {
    return TwoBitStripes.GROUP;
  }

  @Override
  public int codeBits() {
    return 2;
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

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    Arrays.fill(codes, (byte) 0);
    TwoBitStripes.get(blocks, block + QUANTS, 0, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    Samples[] samples = Samples.groups(row, first, type().blockSize(), groupSize(), importance);
    AffineGroups groups = AffineGroupsSearch.search(samples, HIGHEST, HIGHEST_SCALE);
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      int packed = groups.scales()[group] | groups.minima()[group] << 4;
      blocks.set(Layouts.INT8, block + group, (byte) packed);
    }
    TwoBitStripes.put(groups.codes(), blocks, block + QUANTS);
    Rounding.putFloat16(blocks, block + D, groups.d());
    Rounding.putFloat16(blocks, block + D_MIN, groups.dMin());
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float d = Math.abs(float16(blocks, block + D));
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      float step = d * (uint8(blocks, block + group) & 0xF);
      int element = first + TwoBitStripes.GROUP * group;
      Arrays.fill(out, element, element + TwoBitStripes.GROUP, step);
    }
  }
}
