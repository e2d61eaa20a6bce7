package dev.nibble.engine.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads the files in which Linux tells sizes as {@code Name: 1234 kB}. */
final class ProcFile {
  private ProcFile() {}

  /** The size of a name in bytes; empty where the file or the name is not there. */
  static OptionalLong bytes(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name + ":")) {
          String kibibytes = line.substring(name.length() + 1).replace("kB", "").strip();
          return OptionalLong.of(Long.parseLong(kibibytes) * 1024);
        }
      }
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}
