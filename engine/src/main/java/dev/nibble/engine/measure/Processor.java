package dev.nibble.engine.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The processor of the machine, and how much of it this process may use. */
public final class Processor {
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");

  private Processor() {}

  /**
   * Cores that this process may compute on: hyperthreads of one core count once, since they share
   * its arithmetic units.
   *
   * @return 1 or more; one for each processor that Java sees, on systems without {@code /sys}
   */
  public static int usableCores() {
    int available = Runtime.getRuntime().availableProcessors();
    String allowed = ProcFile.value(Path.of("/proc/self/status"), "Cpus_allowed_list").orElse("");
    try {
      return Math.clamp(physicalCores(CPUS, allowed), 1, available);
    } catch (IOException | NumberFormatException _) {
      return available;
    }
  }

  /**
   * What the processor calls itself.
   *
   * @return the name, or empty on systems without {@code /proc}
   */
  public static Optional<String> name() {
    return ProcFile.value(Path.of("/proc/cpuinfo"), "model name");
  }

  /**
   * Counts cores.
   *
   * @param cpus the folder that has a folder for each logical processor
   * @param allowed the logical processors to look at, as Linux lists them: {@code 0-3,8}
   */
  static int physicalCores(Path cpus, String allowed) throws IOException {
    SortedSet<Integer> left = numbers(allowed);
    int cores = 0;
    while (!left.isEmpty()) {
      Path topology = cpus.resolve("cpu" + left.removeFirst()).resolve("topology");
      left.removeAll(numbers(Files.readString(topology.resolve("thread_siblings_list"))));
      cores++;
    }
    if (cores == 0) {
      throw new IOException("no processor in the list \"" + allowed + "\"");
    }
    return cores;
  }

  private static SortedSet<Integer> numbers(String list) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String range : list.strip().split(",", -1)) {
      String[] ends = range.split("-", 2);
      for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
        numbers.add(i);
      }
    }
    return numbers;
  }
}
