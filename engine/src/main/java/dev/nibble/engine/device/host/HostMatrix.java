package dev.nibble.engine.device.host;

import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.weights.Tensor;
import java.lang.foreign.Arena;

/** A matrix in the device's memory. */
final class HostMatrix implements DeviceMatrix {
  private final Kernels kernels;
  private final Budget budget;
  private final long bytes;
  private final Arena arena = Arena.ofShared();
  private final Matrix matrix;

  /** Copies a matrix, whose memory is taken already. */
  HostMatrix(Tensor weights, Kernels kernels, Budget budget) {
    this.kernels = kernels;
    this.budget = budget;
    bytes = weights.bytes();
    matrix = kernels.matrix(DeviceMemory.copy(weights, arena));
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Outcome<Void> multiply(float[] x, int tokens, float[] y) {
    kernels.matmul(matrix, x, tokens, y);
    return Outcome.done();
  }

  @Override
  public void close() {
    arena.close();
    budget.giveBack(bytes);
  }
}
