package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.ByteLanes.BLOCK;

import dev.nibble.weights.Tensor;

/**
 * Rows of blocks of 256 whose groups have scales of their own, themselves quantized. Sixteen
 * numbers of a block, its scales and the like, are multiplied with as many sums of its activations:
 * what takes all offsets of its codes in.
 */
abstract sealed class SuperBlockMatrix extends FusedMatrix permits SixBitMatrix, Q6KMatrix {
  /** Sums of a block's activations. */
  static final int SUMS = 16;

  private final int[] order;

  /**
   * Prepares the weights.
   *
   * @param order the order of a block's activations
   */
  SuperBlockMatrix(Tensor tensor, int[] order) {
    super(tensor);
    this.order = order;
  }

  @Override
  final int preparedFloats() {
    return columns + columns / BLOCK * SUMS;
  }

  @Override
  final int groupRows() {
    return 2;
  }

  @Override
  final void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    ByteLanes.prepare(x, xOffset, columns, order, out, outOffset);
    int sums = outOffset + columns;
    for (int k = xOffset; k < xOffset + columns; k += BLOCK) {
      sum(x, k, out, sums);
      sums += SUMS;
    }
  }

  /**
   * Computes the sums of a block.
   *
   * @param x activations
   * @param k where those of the block start
   * @param out receives {@link #SUMS} floats
   * @param at where the first goes
   */
  abstract void sum(float[] x, int k, float[] out, int at);
}
