package dev.nibble.engine.device.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The memory of one slot, which is freed by itself. */
final class SlotMemory implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  SlotMemory(long bytes) {
    segment = arena.allocate(bytes, DeviceMemory.ALIGNMENT_BYTES);
  }

  MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    arena.close();
  }
}
