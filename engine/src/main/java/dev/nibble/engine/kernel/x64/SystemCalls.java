package dev.nibble.engine.kernel.x64;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nibble.engine.system.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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
  private static final int EFAULT = 14;

  private static final int PID = Math.toIntExact(ProcessHandle.current().pid());

  private static final MethodHandle MMAP =
      CLibrary.function(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));

  private static final MethodHandle MPROTECT =
      CLibrary.function(
          "mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

  private static final MethodHandle MADVISE =
      CLibrary.function("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

  private static final MethodHandle PROCESS_VM_READV =
      CLibrary.function(
          "process_vm_readv",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));

  private static final MethodHandle MUNMAP =
      CLibrary.function("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

  private static final MethodHandle MEMFD_CREATE =
      CLibrary.function("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle FTRUNCATE =
      CLibrary.function("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

  private static final MethodHandle CLOSE =
      CLibrary.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final List<String> refused;

  /**
   * Prepares the calls.
   *
   * @param refused names of those that are to fail as if the system refused them
   */
  SystemCalls(List<String> refused) {
    this.refused = List.copyOf(refused);
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
        "mmap",
        (_, state) -> (long) MMAP.invokeExact(state, 0L, bytes, protection, flags, file, 0L));
  }

  /** Changes what may be done with pages. */
  void protect(long address, long bytes, int protection) throws SystemCallException {
    call("mprotect", (_, state) -> (int) MPROTECT.invokeExact(state, address, bytes, protection));
  }

  /** Gives pages back. */
  void unmap(long address, long bytes) throws SystemCallException {
    call("munmap", (_, state) -> (int) MUNMAP.invokeExact(state, address, bytes));
  }

  /** Asks for pages of 2 MiB. */
  void adviseHugePages(long address, long bytes) throws SystemCallException {
    call("madvise", (_, state) -> (int) MADVISE.invokeExact(state, address, bytes, MADV_HUGEPAGE));
  }

  /** Has the system copy memory of this process: it does so past the page tables. */
  void copy(long from, long to, long bytes) throws SystemCallException {
    long copied =
        call(
            "process_vm_readv",
            (arena, state) -> {
              MemorySegment local = vector(arena, to, bytes);
              MemorySegment remote = vector(arena, from, bytes);
              return (long) PROCESS_VM_READV.invokeExact(state, PID, local, 1L, remote, 1L, 0L);
            });
    if (copied != bytes) {
      throw new SystemCallException("process_vm_readv", EFAULT);
    }
  }

  private static MemorySegment vector(Arena arena, long address, long bytes) {
    return arena.allocateFrom(JAVA_LONG, address, bytes);
  }

  /** Lets pages of a file go; they are read again when they are touched. */
  void release(long address, long bytes) throws SystemCallException {
    call("madvise", (_, state) -> (int) MADVISE.invokeExact(state, address, bytes, MADV_DONTNEED));
  }

  /** Opens a file that has no name and lies in memory. */
  int memoryFile(String name, long bytes) throws SystemCallException {
    int file =
        (int)
            call(
                "memfd_create",
                (arena, state) ->
                    (int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom(name), 0));
    call("ftruncate", (_, state) -> (int) FTRUNCATE.invokeExact(state, file, bytes));
    return file;
  }

  /** Closes a file. */
  void close(int file) throws SystemCallException {
    call("close", (_, state) -> (int) CLOSE.invokeExact(state, file));
  }

  private long call(String name, CLibrary.Call call) throws SystemCallException {
    if (refused.contains(name)) {
      throw new SystemCallException(name, EPERM);
    }
    return CLibrary.call(call, errno -> new SystemCallException(name, errno));
  }
}
