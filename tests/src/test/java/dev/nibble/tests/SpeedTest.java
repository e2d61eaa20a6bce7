package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The least speed that a user of the bundled model can expect on two cores. Machines that others
 * share have slow moments: the best of a few processes counts.
 */
final class SpeedTest {
  private static final double FIRST_RUN = 500;
  private static final double WARM = 2000;
  private static final int PROCESSES = 8;

  @TempDir private Path folder;

  @Test
  void decodeIsFastFromTheFirstRunOnAndFasterOnceWarm() throws IOException, InterruptedException {
    double bestFirst = 0;
    double bestWarm = 0;
    for (int i = 0; i < PROCESSES && (bestFirst < FIRST_RUN || bestWarm < WARM); i++) {
      List<Double> rates = measure();
      List<Double> warm =
          rates.subList(SpeedProbe.RUNS / 2, SpeedProbe.RUNS).stream().sorted().toList();
      bestFirst = Math.max(bestFirst, rates.getFirst());
      bestWarm = Math.max(bestWarm, warm.get(warm.size() / 2));
      System.out.printf(
          "decode of the bundled model: first 200 tokens of a process %.0f tok/s, warm median"
              + " %.0f%n",
          rates.getFirst(), warm.get(warm.size() / 2));
    }
    assertTrue(bestFirst > FIRST_RUN, bestFirst + " tok/s in the first run");
    assertTrue(bestWarm > WARM, bestWarm + " tok/s once warm");
  }

  private List<Double> measure() throws IOException, InterruptedException {
    Finished probe =
        ChildProcess.java(
                folder,
                List.of("-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector"),
                SpeedProbe.class.getName(),
                List.of(Material.bundledModel().toString()))
            .run();
    assertEquals(0, probe.exitCode(), probe.err());
    return probe.out().lines().map(Double::valueOf).toList();
  }
}
