package dev.nibble.cli;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes. */
final class ResultFile {
  private final Path target;

  ResultFile(Path target) {
    this.target = target;
  }

  /** What goes into the file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file, which appears whole or not at all. A device or a pipe is written in place, and
   * a link is followed: a new file must not take their names.
   */
  void write(Content content) throws IOException {
    if (Files.isDirectory(target)) {
      throw new FileNotFoundException(target + " is a folder, expected a file to write");
    }
    if (!Files.exists(target)) {
      Path folder = target.toAbsolutePath().getParent();
      if (!Files.isDirectory(folder)) {
        throw new FileNotFoundException(
            "%s cannot be written: there is no folder %s".formatted(target, folder));
      }
      replace(target.toAbsolutePath(), content);
    } else if (Files.isRegularFile(target)) {
      replace(target.toRealPath(), content);
    } else {
      fill(target, content);
    }
  }

  private static void replace(Path file, Content content) throws IOException {
    Path part =
        file.resolveSibling(
            "%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    part.toFile().deleteOnExit(); // Ctrl-C skips what is in a finally.
    try {
      fill(part, content);
      Files.move(part, file, ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void fill(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      content.writeTo(out);
    }
  }
}
