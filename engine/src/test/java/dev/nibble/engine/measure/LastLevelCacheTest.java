package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the system tells of the caches. */
final class LastLevelCacheTest {
  @TempDir private Path caches;

  private void cache(int index, int level, String size) throws IOException {
    Path folder = Files.createDirectories(caches.resolve("index" + index));
    Files.writeString(folder.resolve("level"), level + "\n");
    Files.writeString(folder.resolve("size"), size + "\n");
  }

  @Test
  @DisplayName("the highest level counts, wherever it stands")
  void highest() throws IOException {
    cache(0, 1, "48K");
    cache(1, 3, "32768K");
    cache(2, 2, "1024K");
    assertEquals(OptionalLong.of(32 << 20), LastLevelCache.bytes(caches));
  }

  @Test
  @DisplayName("a size that is not told is no guess")
  void unknown() throws IOException {
    assertEquals(OptionalLong.empty(), LastLevelCache.bytes(caches));
    assertEquals(OptionalLong.empty(), LastLevelCache.bytes(caches.resolve("nothing")));
    cache(0, 1, "48");
    assertEquals(OptionalLong.empty(), LastLevelCache.bytes(caches));
  }
}
