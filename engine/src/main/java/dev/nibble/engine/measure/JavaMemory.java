package dev.nibble.engine.measure;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/**
 * The memory of this process as Java accounts for it: known on every system. Asks the management
 * beans, which take 70 ms to come up (see {@link JavaOptions}), so that this is for reports alone.
 */
public final class JavaMemory {
  private JavaMemory() {}

  /** Collects garbage, and returns what Java's objects take then, in bytes. */
  public static long reachableHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** What Java has taken from the system for its objects, garbage and room for more included. */
  public static long committedHeapBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  /** What the interpreter and the compilers have written, in bytes. */
  public static long codeBytes() {
    long sum = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().startsWith("CodeHeap") || pool.getName().equals("CodeCache")) {
        sum += pool.getUsage().getUsed();
      }
    }
    return sum;
  }

  /** What all files take that are mapped, in bytes. */
  public static long mappedBytes() {
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("mapped")) {
        return pool.getMemoryUsed();
      }
    }
    throw new IllegalStateException("Java counts no mapped files, expected a pool 'mapped'");
  }
}
