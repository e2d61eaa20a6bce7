package dev.nibble.engine.device.host;

import dev.nibble.weights.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of a layer or a matrix: the device's own. */
final class DeviceMemory implements AutoCloseable {
  /** Whole cache lines. */
  private static final long ALIGNMENT_BYTES = 64;

  private final Arena arena = Arena.ofShared();

  /** Zeros. */
  MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, ALIGNMENT_BYTES);
  }

  /**
   * A tensor with the same content in this memory.
   *
   * @param tensor where it lies in the file
   */
  Tensor copy(Tensor tensor) {
    MemorySegment data = allocate(tensor.bytes());
    data.copyFrom(tensor.data());
    return new Tensor(tensor.name(), tensor.type(), tensor.shape(), data, tensor.infoOffset());
  }

  boolean isOpen() {
    return arena.scope().isAlive();
  }

  @Override
  public void close() {
    arena.close();
  }
}
