package dev.nibble.tests;

import com.sun.management.ThreadMXBean;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.vector.VectorKernels;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Multiplies weights of the given types with a token until a product allocates nothing, or for ten
 * seconds, and prints a line a type: its name and how many bytes a row the last product allocated.
 */
final class KernelAllocationProbe {
  private static final int ROWS = 256;
  private static final int COLUMNS = 1024;
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private KernelAllocationProbe() {}

  public static void main(String[] types) {
    try (Arena arena = Arena.ofConfined();
        VectorKernels kernels = new VectorKernels(1)) {
      for (String name : types) {
        TensorType type = TensorType.valueOf(name);
        MemorySegment data = arena.allocate(ROWS * type.rowBytes(COLUMNS), Long.BYTES);
        List<Long> shape = List.of((long) COLUMNS, (long) ROWS);
        Matrix matrix = kernels.matrix(new Tensor(name, type, shape, data, 0));
        System.out.println(name + " " + lastAllocated(kernels, matrix) / ROWS);
      }
    }
  }

  private static long lastAllocated(VectorKernels kernels, Matrix matrix) {
    float[] x = new float[COLUMNS];
    float[] y = new float[ROWS];
    long end = System.nanoTime() + PATIENCE_NANOS;
    long allocated;
    do {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      kernels.matmul(matrix, x, 1, y);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    } while (allocated > 0 && System.nanoTime() < end);
    return allocated;
  }
}
