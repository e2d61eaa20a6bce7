package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Pages leave memory when they are told to, and come back from the disk as they were. */
final class ResidentPagesTest {
  private static final int BYTES = 1 << 20;
  private static final int QUARTER = BYTES / 4;

  @TempDir private Path folder;

  /** Skips, and says why, where the system cannot drop pages at all. */
  private static PageCalls calls() {
    PageCalls.Access access = PageCalls.find();
    assumeTrue(access instanceof PageCalls.Access.Granted, access.toString());
    return ((PageCalls.Access.Granted) access).calls();
  }

  /** Skips, and says why, where files of the folder stay in memory. */
  private void assumeDroppable(PageCalls calls) {
    DroppableFolder.Search search = DroppableFolder.find(calls, List.of(folder), BYTES);
    assumeTrue(search instanceof DroppableFolder.Search.Found, search.toString());
  }

  private static void assertThatFails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalStateException.class, call).getMessage());
  }

  private byte[] write(Path file) throws IOException {
    byte[] content = new byte[BYTES];
    new Random(7).nextBytes(content);
    Files.write(file, content, StandardOpenOption.CREATE, StandardOpenOption.SYNC);
    return content;
  }

  @Test
  @DisplayName("what is dropped leaves memory, its neighbours stay, and all of it reads as before")
  void drops() throws IOException {
    PageCalls calls = calls();
    assumeDroppable(calls);
    Path file = folder.resolve("weights");
    byte[] content = write(file);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file);
        ResidentPages pages = new ResidentPages(calls, file)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES, arena);
      mapped.load();
      PageRange all = new PageRange(mapped.address(), BYTES);
      PageRange second = new PageRange(mapped.address() + QUARTER, QUARTER);
      pages.sweep(List.of()); // of what another processor has just written, some is in its hands
      assertEquals(BYTES, pages.residentBytes(all));

      pages.drop(second);

      assertEquals(0, pages.residentBytes(second));
      assertEquals(BYTES - QUARTER, pages.residentBytes(all));
      assertArrayEquals(content, mapped.toArray(ValueLayout.JAVA_BYTE));
      assertEquals(BYTES, pages.residentBytes(all));
    }
  }

  @Test
  @DisplayName("what the system has read ahead leaves with a sweep, what is in use stays")
  void readAhead() throws IOException {
    PageCalls calls = calls();
    assumeDroppable(calls);
    Path file = folder.resolve("weights");
    write(file); // which leaves all of it in memory, where no mapping uses it
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file);
        ResidentPages pages = new ResidentPages(calls, file)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES, arena);
      mapped.asSlice(0, QUARTER).load();
      PageRange rest = new PageRange(mapped.address() + QUARTER, BYTES - QUARTER);
      pages.drop(rest);
      assertTrue(pages.residentBytes(rest) > 0);

      pages.sweep(List.of(rest));

      assertEquals(0, pages.residentBytes(rest));
      assertEquals(QUARTER, pages.residentBytes(new PageRange(mapped.address(), QUARTER)));
    }
  }

  @Test
  @DisplayName("what the system refuses is told by its function and the number of the error")
  void refused() {
    PageCalls calls = calls();
    assertThatFails(
        "madvise(MADV_PAGEOUT) failed with error 22", () -> calls.pageOut(new PageRange(1, 4096)));
    assertThatFails(
        "posix_fadvise(POSIX_FADV_DONTNEED) failed with error 9", () -> calls.forget(-1));
    assertThatFails("open failed with error 2", () -> calls.open(folder.resolve("nothing")));
  }

  @Test
  @DisplayName("a file system that lives in memory is found out and named")
  void inMemory() throws IOException {
    PageCalls calls = calls();
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
        "there is no writable tmpfs at /dev/shm");

    DroppableFolder.Search search = DroppableFolder.find(calls, List.of(memory), 1);

    DroppableFolder.Search.None none = assertInstanceOf(DroppableFolder.Search.None.class, search);
    assertTrue(none.reason().contains("(tmpfs) stay in memory"), none.reason());
  }

  @Test
  @DisplayName("a folder without room, and one that is not there, are passed over with the reason")
  void unusable() {
    PageCalls calls = calls();

    DroppableFolder.Search search =
        DroppableFolder.find(calls, List.of(folder.resolve("nothing"), folder), Long.MAX_VALUE);

    DroppableFolder.Search.None none = assertInstanceOf(DroppableFolder.Search.None.class, search);
    assertTrue(none.reason().contains("nothing cannot be used"), none.reason());
    assertTrue(none.reason().contains("has room for"), none.reason());
  }
}
