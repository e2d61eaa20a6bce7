package dev.nibble.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model file of a comparison.
 *
 * @param name what people call it
 * @param path where it is now
 * @param temporary whether it is gone after the comparison
 */
record ComparedFile(String name, Path path, boolean temporary) {

  /** A file that the user named. */
  static ComparedFile of(Path path) {
    Path name = path.getFileName();
    return new ComparedFile(name == null ? path.toString() : name.toString(), path, false);
  }

  /** A file that is gone after the comparison. */
  static ComparedFile temporary(String name, Path path) {
    return new ComparedFile(name, path, true);
  }

  /** Where others find it; empty where they cannot. */
  Optional<Path> lasting() {
    return temporary ? Optional.empty() : Optional.of(path);
  }
}
