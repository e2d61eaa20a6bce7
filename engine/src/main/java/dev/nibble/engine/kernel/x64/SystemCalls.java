package dev.nibble.engine.kernel.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/** What is asked of Linux: memory, and what may be done with it. */
final class SystemCalls {
  /** The smallest piece of memory that is mapped. */
  static final long PAGE = 4096;

  static final int READ = 1;
  static final int WRITE = 2;
  static final int EXECUTE = 4;

  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_DONTNEED = 4;
  private static final int EPERM = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle MMAP =
      function(
          "mmap",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG);

  private static final MethodHandle MPROTECT =
      function(
          "mprotect",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT);

  private static final MethodHandle MADVISE =
      function(
          "madvise",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT);

  private static final MethodHandle MUNMAP =
      function("munmap", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

  private static final MethodHandle MEMFD_CREATE =
      function("memfd_create", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

  private static final MethodHandle FTRUNCATE =
      function("ftruncate", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);

  private static final MethodHandle CLOSE =
      function("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private final List<String> refused;

  /**
   * Prepares the calls.
   *
   * @param refused names of those that are to fail as if the system refused them
   */
  SystemCalls(List<String> refused) {
    this.refused = List.copyOf(refused);
  }

  @SuppressWarnings("restricted") // with the parameters that Linux documents
  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"));
  }

  /** As many bytes, rounded up to pages. */
  static long wholePages(long bytes) {
    return (bytes + PAGE - 1) & -PAGE;
  }

  /** Memory of its own, zero and not there until it is touched. */
  long map(long bytes, int protection) throws SystemCallException {
    return map(bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  }

  /** A view of a file in memory. */
  long map(long bytes, int protection, int file) throws SystemCallException {
    return map(bytes, protection, MAP_SHARED, file);
  }

  private long map(long bytes, int protection, int flags, int file) throws SystemCallException {
    return call(
        "mmap", state -> (long) MMAP.invokeExact(state, 0L, bytes, protection, flags, file, 0L));
  }

  /** Changes what may be done with pages. */
  void protect(long address, long bytes, int protection) throws SystemCallException {
    call("mprotect", state -> (int) MPROTECT.invokeExact(state, address, bytes, protection));
  }

  /** Gives pages back. */
  void unmap(long address, long bytes) throws SystemCallException {
    call("munmap", state -> (int) MUNMAP.invokeExact(state, address, bytes));
  }

  /** Asks for pages of 2 MiB. */
  void adviseHugePages(long address, long bytes) throws SystemCallException {
    call("madvise", state -> (int) MADVISE.invokeExact(state, address, bytes, MADV_HUGEPAGE));
  }

  /** Lets pages of a file go; they are read again when they are touched. */
  void release(long address, long bytes) throws SystemCallException {
    call("madvise", state -> (int) MADVISE.invokeExact(state, address, bytes, MADV_DONTNEED));
  }

  /** Opens a file that has no name and lies in memory. */
  int memoryFile(String name, long bytes) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      int file =
          (int) call("memfd_create", state -> (int) MEMFD_CREATE.invokeExact(state, text, 0));
      call("ftruncate", state -> (int) FTRUNCATE.invokeExact(state, file, bytes));
      return file;
    }
  }

  /** Closes a file. */
  void close(int file) throws SystemCallException {
    call("close", state -> (int) CLOSE.invokeExact(state, file));
  }

  private long call(String name, Call call) throws SystemCallException {
    if (refused.contains(name)) {
      throw new SystemCallException(name, EPERM);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.run(state);
      if (result == -1) {
        throw new SystemCallException(name, (int) ERRNO.get(state, 0L));
      }
      return result;
    } catch (SystemCallException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a function of C throws nothing", e);
    }
  }

  /** A function that sets {@code errno}. */
  @FunctionalInterface
  private interface Call {
    long run(MemorySegment state) throws Throwable;
  }
}
