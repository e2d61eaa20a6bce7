package dev.nibble.cli;

import dev.nibble.engine.device.DeviceUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one line, and gives it an exit code. */
final class Errors implements IExecutionExceptionHandler {
  /** How an error message begins. */
  static final String PREFIX = "nibble: ";

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    Throwable e =
        thrown instanceof UncheckedIOException || thrown instanceof ExecutionException
            ? thrown.getCause()
            : thrown;
    PrintWriter err = command.getErr();
    err.println(PREFIX + Printable.of(message(e)));
    NibbleCommand root = command.getCommandSpec().root().commandLine().getCommand();
    if (root.debug) {
      e.printStackTrace(err);
    }
    err.flush();
    return switch (e) {
      case ModelFileException _ -> ExitCode.BAD_MODEL;
      case DeviceUnavailableException _ -> ExitCode.NO_DEVICE;
      case IllegalArgumentException _ -> ExitCode.WRONG_USAGE;
      default -> ExitCode.FAILED;
    };
  }

  /** What happened, for a person: file system errors carry only a path as their message. */
  static String message(Throwable e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no file " + missing.getFile();
      case AccessDeniedException denied -> denied.getFile() + " may not be read or written";
      case FileSystemException other -> other.getMessage();
      case IOException io when io.getMessage() != null -> io.getMessage();
      case IllegalArgumentException wrong when wrong.getMessage() != null -> wrong.getMessage();
      case RuntimeException known when known.getMessage() != null -> known.getMessage();
      case OutOfMemoryError memory ->
          ("out of memory (%s): try fewer threads with -t, a smaller context with -c, or a larger"
                  + " heap with NIBBLE_JAVA_OPTS=-Xmx4g")
              .formatted(memory.getMessage());
      default -> e.toString();
    };
  }
}
