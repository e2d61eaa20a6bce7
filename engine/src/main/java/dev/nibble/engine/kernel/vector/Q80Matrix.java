package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.half;
import static dev.nibble.engine.kernel.vector.Lanes.int8;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Rows of Q8_0: the scale is applied to the sum of a block. */
final class Q80Matrix extends FusedMatrix {
  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 34;

  /** Where the quants start in a block, behind the scale. */
  private static final int QUANTS = Short.BYTES;

  Q80Matrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  void multiplyGroup(int row, int distance, float[] x, int xAt, int scalesAt, float[] y, int yAt) {
    long row0 = row * rowBytes;
    long row1 = row0 + distance * rowBytes;
    long row2 = row1 + distance * rowBytes;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    int k = xAt;
    for (long at = 0; at < rowBytes; at += BLOCK_BYTES) {
      s0 = block(data, row0 + at, x, k).fma(half(data, row0 + at), s0);
      s1 = block(data, row1 + at, x, k).fma(half(data, row1 + at), s1);
      s2 = block(data, row2 + at, x, k).fma(half(data, row2 + at), s2);
      k += BLOCK;
    }
    y[yAt] = sum(s0);
    y[yAt + distance] = sum(s1);
    y[yAt + 2 * distance] = sum(s2);
  }

  private static FloatVector block(MemorySegment w, long at, float[] x, int k) {
    FloatVector products = int8(w, at + QUANTS).mul(f32(x, k));
    for (int i = COUNT; i < BLOCK; i += COUNT) {
      products = int8(w, at + QUANTS + i).fma(f32(x, k + i), products);
    }
    return products;
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      FloatVector scale = half(data, block);
      for (int i = 0; i < BLOCK; i += COUNT) {
        int8(data, block + QUANTS + i).mul(scale).intoArray(out, k + i);
      }
      block += BLOCK_BYTES;
    }
  }
}
