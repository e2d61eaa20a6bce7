package dev.nibble.engine.predict.evidence;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * Pages of a mapped file: which of them are in memory, and how they leave it. What is dropped is
 * read from the file again when it is touched: no content is ever lost.
 *
 * <p>Two steps drop a page: first it leaves the mapping and, where nothing else uses it, the
 * memory; then what the system has read ahead, and no mapping uses, leaves too. A page that another
 * process or another mapping of this one uses stays, and so does one that the disk does not have
 * yet.
 */
final class ResidentPages implements AutoCloseable {
  private final PageCalls calls;
  private final int descriptor;
  private final int pageBytes;

  /**
   * Opens the file; it may be deleted as soon as it is mapped too.
   *
   * @param calls the system's functions
   * @param file the file
   * @throws IllegalStateException if it cannot be opened
   */
  ResidentPages(PageCalls calls, Path file) {
    this.calls = calls;
    pageBytes = calls.pageBytes();
    descriptor = calls.open(file);
  }

  /** Bytes of a page. */
  int pageBytes() {
    return pageBytes;
  }

  /**
   * Drops pages from the mapping, and from memory those that nothing else uses.
   *
   * @param range the pages, of the mapped file
   * @throws IllegalStateException if the system does not know how
   */
  void drop(PageRange range) {
    calls.pageOut(range);
  }

  /**
   * Drops pages, and all of the file that the system has read ahead. It does so twice: a page that
   * was just read stands in a batch of its processor's at first, where it is not found, and the
   * first time empties these.
   *
   * @param ranges the pages, of the mapped file
   * @throws IllegalStateException if the system does not know how
   */
  void sweep(List<PageRange> ranges) {
    for (int i = 0; i < 2; i++) {
      ranges.forEach(calls::pageOut);
      calls.forget(descriptor);
    }
  }

  /**
   * How much is in memory.
   *
   * @param range the pages, of the mapped file
   * @return bytes, in whole pages
   * @throws IllegalStateException if the system does not say
   */
  long residentBytes(PageRange range) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment present = arena.allocate(Math.ceilDiv(range.bytes(), pageBytes));
      calls.inCore(range, present);
      long pages = 0;
      for (long i = 0; i < present.byteSize(); i++) {
        pages += present.get(JAVA_BYTE, i) & 1;
      }
      return pages * pageBytes;
    }
  }

  /** Closes the file; the mapping stays. */
  @Override
  public void close() {
    calls.close(descriptor);
  }
}
