package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.AffineGroups;
import dev.nibble.weights.fit.AffineGroupsSearch;
import dev.nibble.weights.fit.Samples;
import java.lang.foreign.MemorySegment;

/**
 * Q5_K: an f16 scale {@code d} of the scales and one {@code dMin} of the minima; {@link KScales}, a
 * pair for 32 elements; 32 bytes of fifth bits, those of the elements {@code 32 n} to {@code 32 n +
 * 31} in bit {@code n}; 128 bytes of the low four bits, ordered as in {@link Q4KFormat}. An element
 * is {@code d scale q - dMin minimum}.
 */
record Q5KFormat() implements BlockwiseFormat {
  private static final int SCALES = 4;
  private static final int HIGH = SCALES + KScales.BYTES;
  private static final int LOW = HIGH + 32;
  private static final int HIGHEST = 31;

  @Override
  public TensorType type() {
    return TensorType.Q5_K;
  }

  @Override
  public int groupSize() {
    return KScales.GROUP;
  }

  @Override
  public int codeBits() {
    return 5;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    float dMin = float16(blocks, block + Short.BYTES);
    for (int group = 0; group < KScales.GROUPS; group++) {
      float scale = d * KScales.scale(blocks, block + SCALES, group);
      float minimum = dMin * KScales.minimum(blocks, block + SCALES, group);
      long low = block + LOW + group / 2 * 32L;
      int shift = group % 2 * 4;
      for (int j = 0; j < 32; j++) {
        int lowBits = blocks.get(Layouts.INT8, low + j) >> shift & 0xF;
        int fifthBit = blocks.get(Layouts.INT8, block + HIGH + j) >> group & 1;
        int q = lowBits | fifthBit << 4;
        out[first + 32 * group + j] = scale * q - minimum;
      }
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    Nibbles.get(blocks, block + LOW, 32, codes);
    BitStripes.get(blocks, block + HIGH, 4, codes);
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
    BitStripes.put(codes, 4, blocks, block + HIGH);
    Nibbles.put(codes, 32, blocks, block + LOW);
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    KScales.steps(blocks, block + SCALES, float16(blocks, block), out, first);
  }
}
