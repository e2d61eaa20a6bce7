package dev.nibble.engine.device.host;

import java.lang.foreign.MemorySegment;

/** The memory of one slot, which is freed by itself. */
final class SlotMemory implements AutoCloseable {
  private final DeviceMemory memory = new DeviceMemory();
  private final MemorySegment segment;

  SlotMemory(long bytes) {
    segment = memory.allocate(bytes);
  }

  MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    memory.close();
  }
}
