package dev.nibble.engine.kernel.x64;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that code runs in. It is never writable and executable under one address: pages are
 * written and then made executable, or, where a system refuses that, a file in memory is mapped
 * twice. Code stays as long as the process.
 */
final class CodeMemory {
  private final SystemCalls system;

  CodeMemory(SystemCalls system) {
    this.system = system;
  }

  /**
   * Puts code in place.
   *
   * @param code the instructions; they must not depend on where they stand
   * @return where the first one is
   * @throws SystemCallException if the system has no way to do it; it says why none worked
   */
  MemorySegment place(byte[] code) throws SystemCallException {
    long bytes = SystemCalls.wholePages(code.length);
    List<SystemCallException> refusals = new ArrayList<>();
    for (Way way : List.<Way>of(this::protect, this::mapTwice)) {
      try {
        return MemorySegment.ofAddress(way.place(code, bytes));
      } catch (SystemCallException e) {
        refusals.add(e);
      }
    }
    SystemCallException last = refusals.removeLast();
    refusals.forEach(last::addSuppressed);
    throw last;
  }

  private long protect(byte[] code, long bytes) throws SystemCallException {
    long address = system.map(bytes, SystemCalls.READ | SystemCalls.WRITE);
    try {
      write(code, address);
      system.protect(address, bytes, SystemCalls.READ | SystemCalls.EXECUTE);
      return address;
    } catch (SystemCallException e) {
      system.unmap(address, bytes);
      throw e;
    }
  }

  private long mapTwice(byte[] code, long bytes) throws SystemCallException {
    int file = system.memoryFile("nibble-kernels", bytes);
    try {
      long writable = system.map(bytes, SystemCalls.READ | SystemCalls.WRITE, file);
      write(code, writable);
      system.unmap(writable, bytes);
      return system.map(bytes, SystemCalls.READ | SystemCalls.EXECUTE, file);
    } finally {
      system.close(file);
    }
  }

  @SuppressWarnings("restricted") // of as many bytes as were mapped there
  private static void write(byte[] code, long address) {
    MemorySegment.ofAddress(address).reinterpret(code.length).copyFrom(MemorySegment.ofArray(code));
  }

  /** One of the ways that systems allow. */
  @FunctionalInterface
  private interface Way {
    long place(byte[] code, long bytes) throws SystemCallException;
  }
}
