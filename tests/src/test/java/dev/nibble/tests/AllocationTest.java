package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** What C2 inlines depends on what it has compiled before: one process of 26 kept 17 KB. */
  private static final int PROCESSES = 3;

  @ParameterizedTest
  @CsvSource({"greedy, SCALAR", "sampled, SCALAR", "greedy, VECTOR", "sampled, VECTOR"})
  @DisplayName("once a text has begun and is compiled, a token allocates nothing")
  void aTokenAllocatesNothing(String sampling, String kernels)
      throws IOException, InterruptedException {
    List<Long> tries = new ArrayList<>();
    do {
      tries.add(bytesPerToken(sampling, kernels));
    } while (tries.getLast() >= GROWTH_BYTES && tries.size() < PROCESSES);
    assertTrue(tries.getLast() < GROWTH_BYTES, tries + " bytes a token");
  }

  private long bytesPerToken(String sampling, String kernels)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(Material.bundledModel().toString(), sampling, kernels);
    Finished probe =
        ChildProcess.java(folder, LauncherFlags.ALL, AllocationProbe.class.getName(), arguments)
            .run();
    assertEquals(0, probe.exitCode(), probe.err());
    return Long.parseLong(probe.out().lines().toList().getLast());
  }
}
