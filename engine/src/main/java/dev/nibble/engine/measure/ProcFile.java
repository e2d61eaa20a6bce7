package dev.nibble.engine.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the files in which Linux tells things as {@code Name: value}. */
final class ProcFile {
  private ProcFile() {}

  /** The value of a name; empty where the file or the name is not there. */
  static Optional<String> value(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon >= 0 && line.substring(0, colon).strip().equals(name)) {
          return Optional.of(line.substring(colon + 1).strip());
        }
      }
    } catch (IOException _) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The size of a name, written as {@code 1234 kB}, in bytes; empty where it is not there. */
  static OptionalLong bytes(Path file, String name) {
    Optional<String> size = value(file, name);
    try {
      return size.isPresent()
          ? OptionalLong.of(Long.parseLong(size.get().replace("kB", "").strip()) * 1024)
          : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
