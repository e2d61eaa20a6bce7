package dev.nibble.engine.predict.evidence;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A folder whose files leave memory when they are told to. Files of a file system that lives in
 * memory never do, and some containers keep pages or do not tell of them; so each folder is tried.
 */
final class DroppableFolder {
  private static final int PROBE_BYTES = 1 << 20;
  private static final long SEED = 42;

  private DroppableFolder() {}

  /** What a search has found. */
  sealed interface Search {
    /**
     * A folder.
     *
     * @param folder which
     * @param fileSystem the type of its file system, such as {@code ext4}
     */
    record Found(Path folder, String fileSystem) implements Search {}

    /**
     * None.
     *
     * @param reason why, in a sentence
     */
    record None(String reason) implements Search {}
  }

  /** The folders for temporary files: that of Java, and that of Unix for large ones. */
  static List<Path> candidates() {
    return List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/var/tmp"));
  }

  /**
   * Tries folders in turn.
   *
   * @param calls see and drop pages
   * @param folders which
   * @param bytes what there must be room for
   */
  static Search find(PageCalls calls, List<Path> folders, long bytes) {
    List<String> reasons = new ArrayList<>();
    for (Path folder : folders) {
      switch (look(calls, folder, bytes)) {
        case Search.Found found -> {
          return found;
        }
        case Search.None(String reason) -> reasons.add(reason);
      }
    }
    return new Search.None(String.join("; ", reasons));
  }

  private static Search look(PageCalls calls, Path folder, long bytes) {
    try {
      String fileSystem = Files.getFileStore(folder).type();
      long usable = Files.getFileStore(folder).getUsableSpace();
      if (usable < bytes) {
        return new Search.None(
            "%s has room for %,d bytes, the model needs %,d".formatted(folder, usable, bytes));
      }
      return drops(calls, folder)
          ? new Search.Found(folder, fileSystem)
          : new Search.None(
              "pages of files in %s (%s) stay in memory".formatted(folder, fileSystem));
    } catch (IOException | IllegalStateException e) {
      return new Search.None("%s cannot be used: %s".formatted(folder, e.getMessage()));
    }
  }

  private static boolean drops(PageCalls calls, Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "nibble-pages", "");
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      byte[] content = new byte[PROBE_BYTES];
      new Random(SEED).nextBytes(content);
      channel.write(ByteBuffer.wrap(content));
      channel.force(true);
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, PROBE_BYTES, arena);
      mapped.load();
      PageRange range = new PageRange(mapped.address(), PROBE_BYTES);
      try (ResidentPages pages = new ResidentPages(calls, file)) {
        long before = pages.residentBytes(range);
        pages.sweep(List.of(range));
        return before == PROBE_BYTES && pages.residentBytes(range) == 0;
      }
    } finally {
      Files.delete(file);
    }
  }
}
