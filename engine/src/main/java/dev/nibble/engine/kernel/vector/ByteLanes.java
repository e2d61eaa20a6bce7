package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;

import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Codes of super-blocks as kernels read them: a vector of ints holds four bytes a lane, each with
 * the lower bits of two codes. A shift brings one code of each lane to the top of a float's
 * fraction and a mask cuts it out; under the exponent of {@code 2^b} it is the number {@code 2^b +
 * code}. Three instructions make floats of 16 codes, none is converted, and {@code 2^b} joins the
 * offsets that are multiplied with sums of the activations.
 *
 * <p>A step is one such vector, a unit two of them: a block, or half of one where vectors are half
 * as wide. The activations of a step stand in the order in which its codes are cut out: byte by
 * byte, the lower nibble of each before the upper one.
 */
final class ByteLanes {
  /** Weights of a super-block. */
  static final int BLOCK = 256;

  /** Bytes of a step. */
  static final int STEP_BYTES = COUNT * Integer.BYTES;

  /** Weights of a step. */
  static final int STEP = 2 * STEP_BYTES;

  /** Weights of a unit. */
  static final int UNIT = 2 * STEP;

  /** Units of a block. */
  static final int UNITS = BLOCK / UNIT;

  /** The lower nibble of each byte. */
  static final IntVector NIBBLES = Lanes.integers(0x0F0F_0F0F);

  /** Four bits at the top of a float's fraction. */
  static final IntVector CODE = Lanes.integers(0xF << 19);

  /** The exponent under which four bits are {@code 16 + code}. */
  static final IntVector SIXTEEN = Lanes.integers(Float.floatToIntBits(16));

  private ByteLanes() {}

  /**
   * The order of a block's activations.
   *
   * @param run how many bytes have their lower nibbles in neighbouring weights; as many weights
   *     behind these are in their upper nibbles
   * @return where each activation is taken from, 256 numbers
   */
  static int[] order(int run) {
    int[] order = new int[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int step = i / STEP;
      int nibble = i / COUNT % 8;
      int position = step * STEP_BYTES + i % COUNT * Integer.BYTES + nibble / 2;
      order[i] = position / run * 2 * run + nibble % 2 * run + position % run;
    }
    return order;
  }

  /**
   * A shuffle that brings the scales of a unit to the lanes of their codes.
   *
   * @param order of a block
   * @param step the first or the second of the unit, 0 or 1
   * @param nibble the lower or the upper one of each byte, 0 or 1
   * @param place where the scale of a weight stands
   */
  static VectorShuffle<Float> spread(int[] order, int step, int nibble, IntUnaryOperator place) {
    int first = step * STEP + nibble * COUNT;
    return VectorShuffle.fromOp(F, lane -> place.applyAsInt(order[first + lane]));
  }

  /**
   * Puts activations in order.
   *
   * @param x activations
   * @param xOffset where they start
   * @param count how many, whole blocks
   * @param order of a block
   * @param out receives as many
   * @param outOffset where the first goes
   */
  static void prepare(float[] x, int xOffset, int count, int[] order, float[] out, int outOffset) {
    for (int k = 0; k < count; k += BLOCK) {
      for (int i = 0; i < BLOCK; i++) {
        out[outOffset + k + i] = x[xOffset + k + order[i]];
      }
    }
  }
}
