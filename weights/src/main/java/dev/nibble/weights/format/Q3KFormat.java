package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;
import static dev.nibble.weights.Layouts.uint8;

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
 * Q3_K: 32 bytes of high bits; 64 bytes of the low two bits of codes {@code q}, in {@link
 * TwoBitStripes}; 16 scales of 6 bits in 12 bytes, each for 16 elements; an f16 scale {@code d}. An
 * element is {@code d (scale - 32) (q - 4)}.
 *
 * <p>Bit {@code n} of the high bytes belongs to the elements {@code 32 n} to {@code 32 n + 31}. The
 * scales' low four bits are the low nibbles of 8 bytes, then their high nibbles; the upper two bits
 * lie in stripes in the other 4 bytes.
 */
record Q3KFormat() implements BlockwiseFormat {
  private static final int LOW = 32;
  private static final int SCALES = 96;
  private static final int D = 108;

  private static final Levels LEVELS = new IntegerLevels(-4, 3);
  private static final IntegerLevels SCALE_LEVELS = new IntegerLevels(-32, 31);

  @Override
  public TensorType type() {
    return TensorType.Q3_K;
  }

  @Override
  public int groupSize() {
    return TwoBitStripes.GROUP;
  }

  @Override
  public int codeBits() {
    return 3;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block + D);
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      float scale = d * (scale(blocks, block + SCALES, group) - 32);
      long high = block + group % 2 * 16L;
      int highShift = group / 2;
      long low = block + LOW + TwoBitStripes.offset(group);
      int lowShift = TwoBitStripes.shift(group);
      for (int j = 0; j < TwoBitStripes.GROUP; j++) {
        int lowBits = blocks.get(Layouts.INT8, low + j) >> lowShift & 3;
        int highBit = blocks.get(Layouts.INT8, high + j) >> highShift & 1;
        int q = lowBits | highBit << 2;
        out[first + TwoBitStripes.GROUP * group + j] = scale * (q - 4);
      }
    }
  }

  private static int scale(MemorySegment blocks, long scales, int group) {
    int low = uint8(blocks, scales + group % 8) >> (group / 8 * 4) & 0xF;
    int high = uint8(blocks, scales + 8 + group % 4) >> (group / 4 * 2) & 3;
    return low | high << 4;
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    Arrays.fill(codes, (byte) 0);
    TwoBitStripes.get(blocks, block + LOW, 0, codes);
    BitStripes.get(blocks, block, 2, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    Samples[] samples = Samples.groups(row, first, type().blockSize(), groupSize(), importance);
    ScaledGroups groups = ScaledGroupsSearch.search(samples, LEVELS, SCALE_LEVELS);
    byte[] codes = groups.codes();
    BitStripes.put(codes, 2, blocks, block);
    TwoBitStripes.put(codes, blocks, block + LOW);
    putScales(groups.scales(), blocks, block + SCALES);
    Rounding.putFloat16(blocks, block + D, groups.d());
  }

  private static void putScales(int[] scales, MemorySegment blocks, long at) {
    byte[] packed = new byte[D - SCALES];
    for (int group = 0; group < scales.length; group++) {
      int scale = scales[group] + 32;
      packed[group % 8] |= (byte) ((scale & 0xF) << (group / 8 * 4));
      packed[8 + group % 4] |= (byte) (scale >> 4 << (group / 4 * 2));
    }
    MemorySegment.copy(packed, 0, blocks, Layouts.INT8, at, packed.length);
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float d = Math.abs(float16(blocks, block + D));
    for (int group = 0; group < TwoBitStripes.GROUPS; group++) {
      float step = d * Math.abs(scale(blocks, block + SCALES, group) - 32);
      int element = first + TwoBitStripes.GROUP * group;
      Arrays.fill(out, element, element + TwoBitStripes.GROUP, step);
    }
  }
}
