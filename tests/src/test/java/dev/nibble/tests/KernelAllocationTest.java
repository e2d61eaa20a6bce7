package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel that C2 compiles as a whole keeps its vectors in registers. One that is too long, for C2
 * or for C1 before it, makes an object of each, runs at a hundredth of the speed, and is right.
 */
final class KernelAllocationTest {
  private static final List<String> FUSED =
      List.of(
          "F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "IQ4_NL", "Q4_K", "Q5_K",
          "Q6_K");

  /** In one process of seven C2 makes objects of the first two vectors of each row. */
  private static final long TWO_VECTORS_BYTES = 200;

  @TempDir private Path folder;

  @Test
  @DisplayName("once compiled, the product of weights with a token makes no objects of its vectors")
  void aCompiledProductKeepsItsVectors() throws IOException, InterruptedException {
    String probeClass = KernelAllocationProbe.class.getName();
    Finished probe = ChildProcess.java(folder, LauncherFlags.ALL, probeClass, FUSED).run();
    assertEquals(0, probe.exitCode(), probe.err());
    List<String> lines = probe.out().lines().toList();
    assertEquals(FUSED.size(), lines.size(), probe.out());
    for (String line : lines) {
      long bytesPerRow = Long.parseLong(line.substring(line.indexOf(' ') + 1));
      assertTrue(bytesPerRow < TWO_VECTORS_BYTES, line + " bytes a row");
    }
  }
}
