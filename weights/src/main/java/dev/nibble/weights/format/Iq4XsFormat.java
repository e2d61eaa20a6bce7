package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;
import static dev.nibble.weights.Layouts.uint8;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.IntegerLevels;
import dev.nibble.weights.fit.Samples;
import dev.nibble.weights.fit.ScaledGroups;
import dev.nibble.weights.fit.ScaledGroupsSearch;
import java.lang.foreign.MemorySegment;

/**
 * IQ4_XS: an f16 scale {@code d}; 8 scales of 6 bits, each for 32 elements; then 8 times the 16
 * bytes of codes of {@link Iq4NlFormat}, whose table they share. An element is {@code d (scale -
 * 32)} times the number that its code stands for.
 *
 * <p>The scales' upper two bits come first, in two bytes from the lowest bits on; their low four
 * bits follow in 4 bytes, the low nibble first.
 */
record Iq4XsFormat() implements BlockwiseFormat {
  private static final int HIGH = 2;
  private static final int LOW = 4;
  private static final int QUANTS = 8;

  private static final IntegerLevels SCALE_LEVELS = new IntegerLevels(-32, 31);

  @Override
  public TensorType type() {
    return TensorType.IQ4_XS;
  }

  @Override
  public int groupSize() {
    return BlockCodes.COUNT;
  }

  @Override
  public int codeBits() {
    return 4;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    long quants = block + QUANTS;
    for (int group = 0; group < 8; group++) {
      int element = first + group * BlockCodes.COUNT;
      float scale = d * scale(blocks, block, group);
      BlockCodes.lookUp(blocks, quants, Iq4NlFormat.VALUES, scale, out, element);
      quants += BlockCodes.FOUR_BITS_BYTES;
    }
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    Nibbles.get(blocks, block + QUANTS, BlockCodes.FOUR_BITS_BYTES, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    Samples[] samples = Samples.groups(row, first, type().blockSize(), groupSize(), importance);
    ScaledGroups groups = ScaledGroupsSearch.search(samples, Iq4NlFormat.LEVELS, SCALE_LEVELS);
    int high = 0;
    int low = 0;
    for (int group = 0; group < groups.scales().length; group++) {
      int scale = groups.scales()[group] + 32;
      low |= (scale & 0xF) << (4 * group);
      high |= scale >> 4 << (2 * group);
    }
    Rounding.putFloat16(blocks, block, groups.d());
    blocks.set(Layouts.INT16, block + HIGH, (short) high);
    blocks.set(Layouts.INT32, block + LOW, low);
    Nibbles.put(groups.codes(), BlockCodes.FOUR_BITS_BYTES, blocks, block + QUANTS);
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    long quants = block + QUANTS;
    for (int group = 0; group < 8; group++) {
      int element = first + group * BlockCodes.COUNT;
      float scale = Math.abs(d * scale(blocks, block, group));
      BlockCodes.lookUp(blocks, quants, Iq4NlFormat.STEPS, scale, out, element);
      quants += BlockCodes.FOUR_BITS_BYTES;
    }
  }

  /** The scale of a group, -32 to 31. */
  private static int scale(MemorySegment blocks, long block, int group) {
    int high = blocks.get(Layouts.INT16, block + HIGH);
    int low = uint8(blocks, block + LOW + group / 2) >> (group % 2 * 4) & 0xF;
    return (low | (high >> (group * 2) & 3) << 4) - 32;
  }
}
