package dev.nibble.cli;

import java.io.PrintWriter;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command, and where its options are explained. */
final class UsageErrors implements IParameterExceptionHandler {
  private static final String PICOCLI_PREFIX = "Error: ";

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    String message = e.getMessage();
    err.println(
        "nibble: "
            + (message.startsWith(PICOCLI_PREFIX)
                ? message.substring(PICOCLI_PREFIX.length())
                : message));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.printf("See: %s --help%n", e.getCommandLine().getCommandSpec().qualifiedName());
    err.flush();
    return ExitCode.WRONG_USAGE;
  }
}
