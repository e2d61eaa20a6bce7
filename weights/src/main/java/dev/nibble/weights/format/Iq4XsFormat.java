package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;
import static dev.nibble.weights.Layouts.uint8;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
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

  @Override
  public TensorType type() {
    return TensorType.IQ4_XS;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    int high = blocks.get(Layouts.INT16, block + HIGH);
    long quants = block + QUANTS;
    for (int group = 0; group < 8; group++) {
      int low = uint8(blocks, block + LOW + group / 2) >> (group % 2 * 4) & 0xF;
      int scale = low | (high >> (group * 2) & 3) << 4;
      int element = first + group * BlockCodes.COUNT;
      BlockCodes.lookUp(blocks, quants, Iq4NlFormat.VALUES, d * (scale - 32), out, element);
      quants += BlockCodes.FOUR_BITS_BYTES;
    }
  }
}
