package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two accountants say of one mapping. */
final class ProcessMemoryTest {
  private static final int BYTES = 1 << 24;
  private static final int PAGE = 4096;

  @TempDir private Path folder;

  @Test
  @DisplayName("a mapped file takes addresses at once, and memory once it is read")
  void mapping() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/smaps")), "Linux alone tells");
    Path file = Files.write(folder.resolve("weights"), new byte[BYTES]);
    assertEquals(FileMapping.NONE, ProcessMemory.mapping(file).orElseThrow());
    long before = JavaMemory.mappedBytes();
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, BYTES, arena);
      FileMapping unread = ProcessMemory.mapping(file).orElseThrow();

      long sum = 0;
      for (int at = 0; at < BYTES; at += PAGE) {
        sum += mapped.get(ValueLayout.JAVA_BYTE, at);
      }
      FileMapping read = ProcessMemory.mapping(file).orElseThrow();

      assertEquals(0, sum);
      assertEquals(new FileMapping(BYTES, 0), unread);
      assertEquals(new FileMapping(BYTES, BYTES), read);
      assertEquals(BYTES, JavaMemory.mappedBytes() - before);
      assertTrue(ProcessMemory.residentBytes().orElseThrow() > BYTES);
    }
  }

  @Test
  @DisplayName("what is reachable counts, and garbage does not")
  void heap() {
    long before = JavaMemory.reachableHeapBytes();
    byte[] kept = new byte[BYTES];
    long with = JavaMemory.reachableHeapBytes();
    kept = new byte[] {kept[0]};
    long without = JavaMemory.reachableHeapBytes();

    assertEquals(1, kept.length);
    assertTrue(with - before > 0.9 * BYTES, with - before + " bytes more");
    assertTrue(with - without > 0.9 * BYTES, with - without + " bytes less");
  }

  @Test
  @DisplayName("compiled code takes memory on every system")
  void code() {
    assertTrue(JavaMemory.codeBytes() > 0);
  }
}
