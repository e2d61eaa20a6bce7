package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Starts the command line. */
public final class Main {
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "nibble: %5$s%6$s%n");
    }
    // Not System.out, which does not say why a write failed.
    System.exit(run(new FileOutputStream(FileDescriptor.out), System.err, args));
  }

  /** Runs a command with the given standard output and standard error. */
  static int run(OutputStream stdout, OutputStream stderr, String... args) {
    WatchedOutput watched = new WatchedOutput(stdout);
    PrintWriter out = new PrintWriter(watched, false, UTF_8);
    PrintWriter err = new PrintWriter(stderr, true, UTF_8);
    int exitCode = commandLine(out, err).execute(args);
    out.flush();
    Optional<IOException> lost = watched.failure().filter(e -> !isBrokenPipe(e));
    lost.ifPresent(e -> err.println("nibble: cannot write the result: " + Errors.message(e)));
    return exitCode == ExitCode.DONE && lost.isPresent() ? ExitCode.FAILED : exitCode;
  }

  /** A reader such as {@code head} has seen enough: no failure. */
  private static boolean isBrokenPipe(IOException e) {
    return Errors.message(e).contains("Broken pipe");
  }

  /** The command line with the given outputs. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new NibbleCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionExceptionHandler(new Errors());
  }

  /** Too little memory is a user's matter and gets one line, as exceptions do. */
  private static int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      CommandLine command = parsed.commandSpec().commandLine();
      throw new ExecutionException(command, "out of memory", e);
    }
  }
}
