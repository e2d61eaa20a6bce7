package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.IntegerLevels;
import dev.nibble.weights.fit.Levels;
import dev.nibble.weights.fit.Samples;
import dev.nibble.weights.fit.ScaledGroups;
import dev.nibble.weights.fit.ScaledGroupsSearch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Q6_K: 128 bytes of the low four bits of codes {@code q}; 64 bytes of the upper two, in {@link
 * TwoBitStripes}; 16 scales, signed bytes, each for 16 elements; an f16 scale {@code d}. An element
 * is {@code d scale (q - 32)}.
 *
 * <p>The first 64 low bytes hold the elements 0 to 63 in their low nibbles and 64 to 127 in their
 * high ones; the other 64 hold the second half.
 */
record Q6KFormat() implements BlockwiseFormat {
  private static final int HIGH = 128;
  private static final int SCALES = 192;
  private static final int D = 208;

  private static final Levels LEVELS = new IntegerLevels(-32, 31);
  private static final IntegerLevels SCALE_LEVELS =
      new IntegerLevels(Byte.MIN_VALUE, Byte.MAX_VALUE);

  @Override
  public TensorType type() {
    return TensorType.Q6_K;
  }

  @Override
  public int groupSize() {
    return TwoBitStripes.GROUP;
  }

  @Override
  public int codeBits() {
    return 6;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block + D);
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      float scale = d * blocks.get(Layouts.INT8, block + SCALES + group);
      long low = block + group / 8 * 64L + group % 4 * 16L;
      int lowShift = group % 8 / 4 * 4;
      long high = block + HIGH + TwoBitStripes.offset(group);
      int highShift = TwoBitStripes.shift(group);
      for (int j = 0; j < TwoBitStripes.GROUP; j++) {
        int lowBits = blocks.get(Layouts.INT8, low + j) >> lowShift & 0xF;
        int highBits = blocks.get(Layouts.INT8, high + j) >> highShift & 3;
        int q = lowBits | highBits << 4;
        out[first + TwoBitStripes.GROUP * group + j] = scale * (q - 32);
      }
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    Nibbles.get(blocks, block, 64, codes);
    TwoBitStripes.get(blocks, block + HIGH, 4, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    Samples[] samples = Samples.groups(row, first, type().blockSize(), groupSize(), importance);
    ScaledGroups groups = ScaledGroupsSearch.search(samples, LEVELS, SCALE_LEVELS);
    byte[] codes = groups.codes();
    Nibbles.put(codes, 64, blocks, block);
    for (int i = 0; i < codes.length; i++) {
      codes[i] >>= 4;
    }
    TwoBitStripes.put(codes, blocks, block + HIGH);
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      blocks.set(Layouts.INT8, block + SCALES + group, (byte) groups.scales()[group]);
    }
    Rounding.putFloat16(blocks, block + D, groups.d());
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block + D);
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      float step = Math.abs(d * blocks.get(Layouts.INT8, block + SCALES + group));
      int element = first + TwoBitStripes.GROUP * group;
      Arrays.fill(out, element, element + TwoBitStripes.GROUP, step);
    }
  }
}
