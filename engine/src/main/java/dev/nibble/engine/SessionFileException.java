package dev.nibble.engine;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file from which a session cannot be restored: damaged, of another model, or no session. */
public final class SessionFileException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param file the file
   * @param complaint the predicate of a sentence whose subject is the file: what was found and what
   *     was expected
   */
  SessionFileException(Path file, String complaint) {
    super("%s %s: delete it or name another file".formatted(file, complaint));
  }

  /**
   * Creates the exception for a file that other options suit.
   *
   * @param file the file
   * @param complaint the predicate of a sentence whose subject is the file
   * @param remedy what can be done but to delete it
   */
  SessionFileException(Path file, String complaint, String remedy) {
    super("%s %s: %s, delete it or name another file".formatted(file, complaint, remedy));
  }
}
