package dev.nibble.engine.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what Linux tells of a process's address space in {@code smaps}. */
final class MemoryMaps {
  /** The first line of a mapping: its addresses, and what is mapped behind five other columns. */
  private static final Pattern HEADER =
      Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) (?:\\S+ ){3}\\d+\\s*(.*)");

  private static final Pattern RESIDENT = Pattern.compile("Rss:\\s+(\\d+) kB");
  private static final int HEX = 16;

  private MemoryMaps() {}

  /**
   * Adds up the mappings of a file.
   *
   * @param smaps where they are told
   * @param file the file's real path
   * @return their sum; empty where nothing is told
   */
  static Optional<FileMapping> of(Path smaps, Path file) {
    try {
      return Optional.of(sum(Files.readAllLines(smaps), file.toString()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static FileMapping sum(List<String> lines, String file) {
    long mapped = 0;
    long resident = 0;
    boolean wanted = false;
    for (String line : lines) {
      Matcher header = HEADER.matcher(line);
      Matcher size = RESIDENT.matcher(line);
      if (header.matches()) {
        wanted = header.group(3).equals(file);
        if (wanted) {
          mapped += Long.parseLong(header.group(2), HEX) - Long.parseLong(header.group(1), HEX);
        }
      } else if (wanted && size.matches()) {
        resident += 1024 * Long.parseLong(size.group(1));
      }
    }
    return new FileMapping(mapped, resident);
  }
}
