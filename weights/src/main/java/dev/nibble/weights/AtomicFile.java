package dev.nibble.weights;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that appears whole or not at all.
 *
 * <p>The bytes go to a temporary file beside the target, named {@code TARGET.PID.part}, which takes
 * the target's name when it is complete and on the disk. A failure, or an end of the process by a
 * signal that Java sees, leaves the target as it was and no temporary file behind.
 */
public final class AtomicFile {

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param out not buffered, not to be closed
     * @throws IOException if it cannot be made or written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Makes or replaces a file. A device or a pipe is written in place, and a link is followed: a new
   * file must not take their names.
   *
   * @param target the file
   * @param content what goes into it
   * @throws IOException if it cannot be written; a regular target is then as it was
   */
  public static void write(Path target, Content content) throws IOException {
    check(target);
    if (Files.isSymbolicLink(target) && !Files.exists(target)) {
      write(target.resolveSibling(Files.readSymbolicLink(target)), content);
    } else if (!Files.exists(target)) {
      replace(target.toAbsolutePath(), content);
    } else if (Files.isRegularFile(target)) {
      replace(target.toRealPath(), content);
    } else {
      try (OutputStream out = Files.newOutputStream(target)) {
        content.writeTo(out);
      }
    }
  }

  /**
   * Finds what would keep {@link #write} from beginning, before long work is done for nothing.
   *
   * @param target the file
   * @param inputs files that it must not take the place of; those that are not there do no harm
   * @throws FileNotFoundException if it is a folder, or in a folder that is not there
   * @throws AccessDeniedException if it is in a folder that may not be written to
   * @throws IllegalArgumentException if it is one of the inputs
   * @throws IOException if the files cannot be looked at
   */
  public static void check(Path target, Path... inputs) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new FileNotFoundException(target + " is a folder, expected a file to write");
    }
    if (!Files.exists(target) && !Files.isDirectory(folder)) {
      throw new FileNotFoundException(
          "%s cannot be written: there is no folder %s".formatted(target, folder));
    }
    boolean inPlace = Files.exists(target) && !Files.isRegularFile(target);
    if (!inPlace && !Files.isSymbolicLink(target) && !Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
    for (Path input : inputs) {
      if (Files.isRegularFile(target) && Files.exists(input) && Files.isSameFile(target, input)) {
        throw new IllegalArgumentException(
            "%s would take the place of %s, which is read: name another file"
                .formatted(target, input));
      }
    }
  }

  private static void replace(Path file, Content content) throws IOException {
    Path part =
        file.resolveSibling(
            "%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    part.toFile().deleteOnExit(); // Ctrl-C skips what is in a finally.
    try {
      try (FileChannel out = FileChannel.open(part, CREATE, TRUNCATE_EXISTING, WRITE)) {
        content.writeTo(Channels.newOutputStream(out));
        out.force(true);
      }
      Files.move(part, file, ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
