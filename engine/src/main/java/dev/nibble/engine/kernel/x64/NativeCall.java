package dev.nibble.engine.kernel.x64;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Calls of emitted code. Threads that are in it hold no garbage collection up. What it reads and
 * writes is not checked there: whoever calls has checked it.
 */
final class NativeCall {
  private static final MethodHandle SIX = handle();

  private NativeCall() {}

  @SuppressWarnings("restricted") // all emitted code takes its arguments so
  private static MethodHandle handle() {
    MemoryLayout number = ValueLayout.JAVA_LONG;
    return Linker.nativeLinker()
        .downcallHandle(FunctionDescriptor.ofVoid(number, number, number, number, number, number));
  }

  /** Calls code that takes up to six numbers, addresses among them. */
  static void call(MemorySegment code, long a, long b, long c, long d, long e, long f) {
    try {
      SIX.invokeExact(code, a, b, c, d, e, f);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable thrown) {
      throw new AssertionError("emitted code throws nothing", thrown);
    }
  }

  /**
   * The address of a part of a segment.
   *
   * @throws IndexOutOfBoundsException if the segment has no such part
   * @throws IllegalStateException if its memory was given back
   */
  static long address(MemorySegment segment, long offset, long bytes) {
    return segment.asSlice(offset, bytes).address();
  }
}
