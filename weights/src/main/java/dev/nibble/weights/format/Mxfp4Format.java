package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.uint8;

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

  @Override
  public TensorType type() {
    return TensorType.MXFP4;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float halfScale = Math.scalb(0.5f, uint8(blocks, block) - 127);
    BlockCodes.lookUp(blocks, block + Byte.BYTES, DOUBLED, halfScale, out, first);
  }
}
