package dev.nibble.engine.device.host;

import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.weights.Tensor;
import java.util.function.Consumer;

/** A matrix in the device's memory. */
final class HostMatrix implements DeviceMatrix {
  private final Kernels kernels;
  private final Budget budget;
  private final Consumer<HostMatrix> onClose;
  private final long bytes;
  private final DeviceMemory memory;
  private final Matrix matrix;

  /**
   * Copies a matrix, whose memory is taken already.
   *
   * @param memory for the copy, which is closed with the matrix
   */
  HostMatrix(
      Tensor weights,
      DeviceMemory memory,
      Kernels kernels,
      Budget budget,
      Consumer<HostMatrix> onClose) {
    this.memory = memory;
    this.onClose = onClose;
    this.kernels = kernels;
    this.budget = budget;
    bytes = weights.bytes();
    matrix = kernels.matrix(memory.copy(weights));
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
    if (memory.isOpen()) {
      memory.close();
      budget.giveBack(bytes);
      onClose.accept(this);
    }
  }
}
