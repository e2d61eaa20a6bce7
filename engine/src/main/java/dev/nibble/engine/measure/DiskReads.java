package dev.nibble.engine.measure;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** What this process has caused to be read from disks, as the operating system accounts for it. */
public final class DiskReads {
  private DiskReads() {}

  /**
   * Bytes that were really fetched from storage since the process began, page faults on mapped
   * files included; what the page cache had does not count.
   *
   * @return the number, or empty on systems without {@code /proc}
   */
  public static OptionalLong bytes() {
    Optional<String> read = ProcFile.value(Path.of("/proc/self/io"), "read_bytes");
    try {
      return read.isPresent() ? OptionalLong.of(Long.parseLong(read.get())) : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
