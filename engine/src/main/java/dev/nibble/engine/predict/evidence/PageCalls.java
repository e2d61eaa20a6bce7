package dev.nibble.engine.predict.evidence;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nibble.engine.system.CLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Linux functions that deal with pages of files: Java has none. */
final class PageCalls {
  private static final int MADV_PAGEOUT = 21;
  private static final int POSIX_FADV_DONTNEED = 4;
  private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000;

  private final MethodHandle madvise =
      CLibrary.function("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private final MethodHandle mincore =
      CLibrary.function("mincore", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS));
  private final MethodHandle fadvise =
      CLibrary.function(
          "posix_fadvise",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private final MethodHandle open =
      CLibrary.function(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private final MethodHandle close =
      CLibrary.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private final MethodHandle pageSize =
      CLibrary.function("getpagesize", FunctionDescriptor.of(JAVA_INT));

  private PageCalls() {}

  /** Whether there are such functions. */
  sealed interface Access {
    /**
     * There are.
     *
     * @param calls they
     */
    record Granted(PageCalls calls) implements Access {}

    /**
     * There are none.
     *
     * @param reason why, in a sentence
     */
    record Denied(String reason) implements Access {}
  }

  /** Looks for the functions. */
  static Access find() {
    String system = System.getProperty("os.name");
    return system.equals("Linux")
        ? new Access.Granted(new PageCalls())
        : new Access.Denied("pages can be dropped on Linux alone, this is " + system);
  }

  /** Bytes of a page. */
  int pageBytes() {
    return call("getpagesize", (_, state) -> (int) pageSize.invokeExact(state));
  }

  /** Has pages reclaimed at once that no other mapping uses (Linux 5.4 and newer). */
  void pageOut(PageRange range) {
    call(
        "madvise(MADV_PAGEOUT)",
        (_, state) ->
            (int) madvise.invokeExact(state, range.address(), range.bytes(), MADV_PAGEOUT));
  }

  /**
   * Which pages are in memory.
   *
   * @param range the pages
   * @param present receives a byte for each, whose lowest bit says so
   */
  void inCore(PageRange range, MemorySegment present) {
    call(
        "mincore",
        (_, state) -> (int) mincore.invokeExact(state, range.address(), range.bytes(), present));
  }

  /** Opens a file to be read; returns its descriptor. */
  int open(Path file) {
    return call(
        "open",
        (arena, state) ->
            (int)
                open.invokeExact(
                    state, arena.allocateFrom(file.toString()), READ_ONLY_CLOSE_ON_EXEC));
  }

  /** Drops all pages of a file that no mapping uses. */
  void forget(int descriptor) {
    call(
        "posix_fadvise(POSIX_FADV_DONTNEED)",
        (_, state) -> -(int) fadvise.invokeExact(state, descriptor, 0L, 0L, POSIX_FADV_DONTNEED));
  }

  /** Closes a descriptor. */
  void close(int descriptor) {
    call("close", (_, state) -> (int) close.invokeExact(state, descriptor));
  }

  private static int call(String name, CLibrary.Call call) {
    return (int)
        CLibrary.call(
            call,
            errno -> new IllegalStateException("%s failed with error %d".formatted(name, errno)));
  }
}
