package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A token costs no memory on the heap. What remains is the growth of the text and of its ids, which
 * double now and then.
 */
final class AllocationTest {
  private static final long GROWTH_BYTES = 64;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"greedy, SCALAR", "sampled, SCALAR"})
  @DisplayName("once a text has begun and is compiled, a token allocates nothing")
  void aTokenAllocatesNothing(String sampling, String kernels)
      throws IOException, InterruptedException {
    Finished probe =
        ChildProcess.java(
                folder,
                LauncherFlags.ALL,
                AllocationProbe.class.getName(),
                List.of(Material.bundledModel().toString(), sampling, kernels))
            .run();
    assertEquals(0, probe.exitCode(), probe.err());
    List<Long> bytesPerToken = probe.out().lines().map(Long::valueOf).toList();
    assertTrue(bytesPerToken.getLast() < GROWTH_BYTES, bytesPerToken + " bytes a token");
  }
}
