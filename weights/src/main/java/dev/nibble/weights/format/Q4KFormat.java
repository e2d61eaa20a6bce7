package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.AffineGroups;
import dev.nibble.weights.fit.AffineGroupsSearch;
import dev.nibble.weights.fit.Samples;
import java.lang.foreign.MemorySegment;

/**
 * Q4_K: an f16 scale {@code d} of the scales and one {@code dMin} of the minima; {@link KScales}, a
 * pair for 32 elements; 128 bytes of 4-bit codes {@code q}. An element is {@code d scale q - dMin
 * minimum}.
 *
 * <p>The first 32 bytes of codes hold the elements 0 to 31 in their low nibbles and 32 to 63 in
 * their high ones, and so on by 64.
 */
record Q4KFormat() implements BlockwiseFormat {
  private static final int SCALES = 4;
  private static final int QUANTS = SCALES + KScales.BYTES;
  private static final int HIGHEST = 15;

  @Override
  public TensorType type() {
    return TensorType.Q4_K;
  }

  @Override
  public int groupSize() {
    return KScales.GROUP;
  }

  @Override
  public int codeBits() {
    return 4;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    float dMin = float16(blocks, block + Short.BYTES);
    for (int group = 0; group < KScales.GROUPS; group++) {
      float scale = d * KScales.scale(blocks, block + SCALES, group);
      float minimum = dMin * KScales.minimum(blocks, block + SCALES, group);
      long quants = block + QUANTS + group / 2 * 32L;
      int shift = group % 2 * 4;
      for (int j = 0; j < 32; j++) {
        int q = blocks.get(Layouts.INT8, quants + j) >> shift & 0xF;
        out[first + 32 * group + j] = scale * q - minimum;
      }
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    Nibbles.get(blocks, block + QUANTS, 32, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    Samples[] samples = Samples.groups(row, first, type().blockSize(), groupSize(), importance);
    AffineGroups groups = AffineGroupsSearch.search(samples, HIGHEST, KScales.HIGHEST);
    byte[] codes = groups.codes();
    Rounding.putFloat16(blocks, block, groups.d());
    Rounding.putFloat16(blocks, block + Short.BYTES, groups.dMin());
    KScales.put(groups.scales(), groups.minima(), blocks, block + SCALES);
    Nibbles.put(codes, 32, blocks, block + QUANTS);
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    KScales.steps(blocks, block + SCALES, float16(blocks, block), out, first);
  }
}
