package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryMapsTest {
  /** Lines of {@code /proc/self/smaps} of Linux 6.1, shortened. */
  private static final String SMAPS =
      """
      7f0000000000-7f0000003000 r--s 00000000 103:01 131 /models/a model.gguf
      Size:                 12 kB
      KernelPageSize:        4 kB
      Rss:                   8 kB
      Pss:                   4 kB
      VmFlags: rd mr mw me ms sd
      7f0000003000-7f0000004000 r--s 00003000 103:01 131 /models/a model.gguf
      Size:                  4 kB
      Rss:                   4 kB
      7f1000000000-7f1000100000 r--s 00000000 103:01 132 /models/a model.gguf.old
      Rss:                1024 kB
      7f2000000000-7f2000200000 rw-p 00000000 00:00 0
      Rss:                2048 kB
      7f3000000000-7f3000200000 rw-p 00000000 00:00 0                          [heap]
      Rss:                2048 kB
      """;

  @TempDir private Path folder;
  private Path smaps;

  @BeforeEach
  void write() throws IOException {
    smaps = Files.writeString(folder.resolve("smaps"), SMAPS);
  }

  @Test
  @DisplayName("a file's mappings are added up, and no other's")
  void addsUp() {
    assertEquals(
        Optional.of(new FileMapping(4 * 4096, 12 * 1024)),
        MemoryMaps.of(smaps, Path.of("/models/a model.gguf")));
  }

  @Test
  @DisplayName("a file that is not mapped takes nothing")
  void notMapped() {
    assertEquals(
        Optional.of(FileMapping.NONE), MemoryMaps.of(smaps, Path.of("/models/model.gguf")));
  }

  @Test
  @DisplayName("where nothing is told, nothing is known")
  void unknown() {
    assertEquals(
        Optional.empty(), MemoryMaps.of(folder.resolve("none"), Path.of("/models/a model.gguf")));
  }
}
