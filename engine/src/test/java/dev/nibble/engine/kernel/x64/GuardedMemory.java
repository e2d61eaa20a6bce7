package dev.nibble.engine.kernel.x64;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** Memory between two pages that nothing may touch: who leaves it by a byte ends the process. */
final class GuardedMemory implements AutoCloseable {
  private static final long PAGE = SystemCalls.PAGE;
  private static final int NO_ACCESS = 0;

  private final SystemCalls system;
  private final Map<Long, Long> mapped = new HashMap<>();

  GuardedMemory(SystemCalls system) {
    this.system = system;
  }

  /**
   * Memory that is zero.
   *
   * @param bytes its size
   * @param atEnd whether it ends where a guarded page begins; otherwise it begins where one ends
   */
  @SuppressWarnings("restricted") // memory that is mapped here
  MemorySegment allocate(long bytes, boolean atEnd) throws SystemCallException {
    long inner = SystemCalls.wholePages(bytes);
    long address = system.map(inner + 2 * PAGE, SystemCalls.READ | SystemCalls.WRITE);
    mapped.put(address, inner + 2 * PAGE);
    system.protect(address, PAGE, NO_ACCESS);
    system.protect(address + PAGE + inner, PAGE, NO_ACCESS);
    long at = address + PAGE + (atEnd ? inner - bytes : 0);
    return MemorySegment.ofAddress(at).reinterpret(bytes);
  }

  @Override
  public void close() throws SystemCallException {
    for (Map.Entry<Long, Long> each : mapped.entrySet()) {
      system.unmap(each.getKey(), each.getValue());
    }
    mapped.clear();
  }
}
