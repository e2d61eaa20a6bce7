package dev.nibble.engine.measure;

import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of this process as the operating system accounts for it. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * The largest resident set so far, mapped weights included, in bytes.
   *
   * @return the size, or empty on systems without {@code /proc}
   */
  public static OptionalLong peakResidentBytes() {
    return ProcFile.bytes(Path.of("/proc/self/status"), "VmHWM");
  }
}
