package dev.nibble.engine.kernel.x64;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for panels, in huge pages where the system has them: a stream through it then meets fewer
 * borders of pages. Not safe for use by several threads.
 */
final class PanelMemory implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.nibble.engine");

  private static final long HUGE_PAGE = 2L << 20;
  private static final long CACHE_LINE = 64;

  /**
   * What is mapped at once: neighbouring tensors share a huge page. Mapped one by one, each ends in
   * small pages, and loading takes twice as long (Llama 1B in Q4_0 and Q8_0, AMD EPYC Zen 5 as a
   * guest, two cores, 2026-11-27).
   */
  private static final long CHUNK = 64L << 20;

  private final SystemCalls system;
  private final Arena arena = Arena.ofShared();

  /** What is left of the last chunk. */
  private MemorySegment free = MemorySegment.NULL;

  private long allocated;

  PanelMemory(SystemCalls system) {
    this.system = system;
  }

  /**
   * Memory that is zero, and not there until it is written. It begins with a line of the cache.
   *
   * @param bytes its size
   * @throws OutOfMemoryError if the system has none
   */
  MemorySegment allocate(long bytes) {
    long size = (bytes + CACHE_LINE - 1) & -CACHE_LINE;
    if (free.byteSize() < size) {
      free = map(Math.max(CHUNK, (size + HUGE_PAGE - 1) & -HUGE_PAGE));
    }
    MemorySegment memory = free.asSlice(0, bytes);
    free = free.asSlice(size);
    allocated += bytes;
    return memory;
  }

  /** The bytes of all that was allocated. */
  long allocatedBytes() {
    return allocated;
  }

  /** Maps whole huge pages. */
  @SuppressWarnings("restricted") // memory that was mapped here, until the arena is closed
  private MemorySegment map(long bytes) {
    long mapped = bytes + HUGE_PAGE;
    try {
      long address = system.map(mapped, SystemCalls.READ | SystemCalls.WRITE);
      long aligned = (address + HUGE_PAGE - 1) & -HUGE_PAGE;
      adviseHugePages(aligned, bytes);
      return MemorySegment.ofAddress(aligned)
          .reinterpret(bytes, arena, _ -> unmap(address, mapped));
    } catch (SystemCallException e) {
      OutOfMemoryError error =
          new OutOfMemoryError("no %d bytes for weights: %s".formatted(bytes, e.getMessage()));
      error.initCause(e);
      throw error;
    }
  }

  private void adviseHugePages(long address, long bytes) {
    try {
      system.adviseHugePages(address, bytes);
    } catch (SystemCallException e) {
      LOG.log(Level.DEBUG, "weights are in small pages", e);
    }
  }

  private void unmap(long address, long bytes) {
    try {
      system.unmap(address, bytes);
    } catch (SystemCallException e) {
      LOG.log(Level.WARNING, "the memory of weights could not be given back", e);
    }
  }

  /**
   * Copies a part of a mapped file. The system does it without the page tables of this process
   * where it can: as a guest that has no tables of its own, a read through them takes five times as
   * long.
   *
   * @param data a view of the mapping
   * @param to as many bytes
   */
  void copy(MemorySegment data, MemorySegment to) {
    try {
      system.copy(data.address(), to.address(), data.byteSize());
    } catch (SystemCallException e) {
      LOG.log(Level.DEBUG, "a file is read through its mapping", e);
      to.copyFrom(data);
    }
  }

  /**
   * Lets the pages of a mapped file go that were copied; they come back where they are read again.
   *
   * @param data a view of the mapping
   */
  void release(MemorySegment data) {
    long from = SystemCalls.wholePages(data.address());
    long to = (data.address() + data.byteSize()) & -SystemCalls.PAGE;
    if (from < to) {
      try {
        system.release(from, to - from);
      } catch (SystemCallException e) {
        LOG.log(Level.DEBUG, "pages of a file stay in this process", e);
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
