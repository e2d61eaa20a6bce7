package dev.nibble.engine.measure;

import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of the machine. */
public final class MachineMemory {
  private MachineMemory() {}

  /**
   * The physical memory in bytes.
   *
   * @return the size, or empty on systems without {@code /proc}
   */
  public static OptionalLong physicalBytes() {
    return ProcFile.bytes(Path.of("/proc/meminfo"), "MemTotal");
  }
}
