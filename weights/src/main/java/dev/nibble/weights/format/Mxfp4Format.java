package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.uint8;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * MXFP4: a byte {@code e}, then 32 codes of 4 bits, each an E2M1 float: sign, two bits of exponent,
 * one of fraction. An element is {@code 2^(e - 127)} times that float. As in ggml, {@code e = 255}
 * is a scale like the others and no NaN, and there is no negative zero.
 *
 * @see <a
 *     href="https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf">OCP
 *     Microscaling Formats (MX) Specification 1.0</a>
 */
record Mxfp4Format() implements BlockwiseFormat {
  /** The floats doubled: half of the largest scale, 2^128, is the largest power of 2 in a float. */
  private static final float[] DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private static final float[] STEPS = Steps.of(DOUBLED);

  private static final int BIAS = 127;

  /** Of the codes' floats: 6 is 1.5 times 2^2. */
  private static final int LARGEST_EXPONENT = 2;

  @Override
  public TensorType type() {
    return TensorType.MXFP4;
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
    float halfScale = halfScale(uint8(blocks, block));
    BlockCodes.lookUp(blocks, block + Byte.BYTES, DOUBLED, halfScale, out, first);
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    BlockCodes.getFourBits(blocks, block + Byte.BYTES, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    float largest = Math.abs(Rounding.extreme(row, first, BlockCodes.COUNT));
    int e = largest == 0 ? 0 : Math.max(0, floorLog2(largest) - LARGEST_EXPONENT + BIAS);
    float halfScale = halfScale(e);
    byte[] codes = new byte[BlockCodes.COUNT];
    for (int j = 0; j < codes.length; j++) {
      codes[j] = nearest(row[first + j], halfScale);
    }
    blocks.set(Layouts.INT8, block, (byte) e);
    BlockCodes.putFourBits(codes, blocks, block + Byte.BYTES);
  }

  /**
   * In float, as ggml has it: a number a rounding error below a power of 2 counts as that power.
   */
  private static int floorLog2(float x) {
    return (int) Math.floor((float) (Math.log(x) / Math.log(2)));
  }

  private static float halfScale(int e) {
    return Math.scalb(0.5f, e - BIAS);
  }

  private static byte nearest(float x, float halfScale) {
    int nearest = 0;
    for (int code = 1; code < DOUBLED.length; code++) {
      if (Math.abs(DOUBLED[code] * halfScale - x) < Math.abs(DOUBLED[nearest] * halfScale - x)) {
        nearest = code;
      }
    }
    return (byte) nearest;
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float halfScale = halfScale(uint8(blocks, block));
    BlockCodes.lookUp(blocks, block + Byte.BYTES, STEPS, halfScale, out, first);
  }
}
