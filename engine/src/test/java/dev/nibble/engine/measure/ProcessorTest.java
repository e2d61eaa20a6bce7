package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many cores there are to compute on. */
final class ProcessorTest {
  /** Four cores of two hyperthreads each: 0 and 4 share one, and so on. */
  @TempDir private Path cpus;

  @BeforeEach
  void describeTheProcessor() throws IOException {
    for (int cpu = 0; cpu < 8; cpu++) {
      Path topology = Files.createDirectories(cpus.resolve("cpu" + cpu).resolve("topology"));
      int core = cpu % 4;
      Files.writeString(topology.resolve("thread_siblings_list"), core + "," + (core + 4) + "\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0-7 | 4", "0-3 | 4", "0,4 | 1", "1,2,6-7 | 3", "5 | 1"})
  @DisplayName("hyperthreads of one core count once, and only where this process may run")
  void counts(String allowed, int cores) throws IOException {
    assertEquals(cores, Processor.physicalCores(cpus, allowed));
  }

  @Test
  @DisplayName("a processor that the system does not describe is no guess")
  void unknown() {
    assertThrows(IOException.class, () -> Processor.physicalCores(cpus, "0-8"));
    assertThrows(NumberFormatException.class, () -> Processor.physicalCores(cpus, ""));
  }

  @Test
  @DisplayName("of this machine there are never more than Java sees")
  void here() {
    int cores = Processor.usableCores();
    assertTrue(cores >= 1 && cores <= Runtime.getRuntime().availableProcessors(), "" + cores);
  }
}
