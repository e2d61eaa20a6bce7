package dev.nibble.engine.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The memory of this process as the operating system accounts for it. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Counted page by page when it is read, where {@code status} may lag behind by some. */
  private static final Path ROLLUP = Path.of("/proc/self/smaps_rollup");

  private static final Path SMAPS = Path.of("/proc/self/smaps");

  private ProcessMemory() {}

  /**
   * The largest resident set so far, mapped weights included, in bytes.
   *
   * @return the size, or empty on systems without {@code /proc}
   */
  public static OptionalLong peakResidentBytes() {
    return ProcFile.bytes(STATUS, "VmHWM");
  }

  /**
   * The resident set, mapped weights included, in bytes.
   *
   * @return the size, or empty on systems without {@code /proc}
   */
  public static OptionalLong residentBytes() {
    OptionalLong exact = ProcFile.bytes(ROLLUP, "Rss");
    return exact.isPresent() ? exact : ProcFile.bytes(STATUS, "VmRSS");
  }

  /**
   * What this process has mapped of a file, all mappings together.
   *
   * @param file the file
   * @return the sizes, or empty on systems without {@code /proc}
   * @throws IOException if there is no such file
   */
  public static Optional<FileMapping> mapping(Path file) throws IOException {
    return MemoryMaps.of(SMAPS, file.toRealPath());
  }
}
