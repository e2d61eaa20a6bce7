package dev.nibble.tornadovm;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that TornadoVM threw, said in one line: it colours its messages and prints stacks into
 * them.
 */
@SuppressWarnings("OverrideThrowableToString") // whose message it is stands in the message
final class TornadoFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
  private static final Pattern NOTHING_SAID =
      Pattern.compile("Stacktrace: .*|\\[.*\\(.*\\.java:\\d+\\).*|Bailout is disabled\\.");
  private static final Pattern FILLER = Pattern.compile("^(Reason|The internal error is): ");

  TornadoFailure(Throwable thrown) {
    super(line(thrown), thrown);
  }

  private static String line(Throwable thrown) {
    String message =
        COLOUR
            .matcher(Objects.requireNonNullElse(thrown.getMessage(), "no reason given"))
            .replaceAll("");
    return message
        .lines()
        .map(String::strip)
        .filter(Predicate.not(String::isEmpty))
        .filter(Predicate.not(NOTHING_SAID.asMatchPredicate()))
        .map(line -> FILLER.matcher(line).replaceFirst(""))
        .collect(Collectors.joining("; ", thrown.getClass().getSimpleName() + ": ", ""));
  }

  /** The message. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
