package dev.nibble.engine.device.host;

import dev.nibble.weights.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Copies tensors to memory of the device's own. */
final class DeviceMemory {
  /** Whole cache lines. */
  static final long ALIGNMENT_BYTES = 64;

  private DeviceMemory() {}

  /**
   * A tensor with the same content elsewhere.
   *
   * @param tensor where it lies in the file
   * @param arena owns the copy
   */
  static Tensor copy(Tensor tensor, Arena arena) {
    MemorySegment data = arena.allocate(tensor.bytes(), ALIGNMENT_BYTES);
    data.copyFrom(tensor.data());
    return new Tensor(tensor.name(), tensor.type(), tensor.shape(), data, tensor.infoOffset());
  }
}
