package dev.nibble.cli;

import dev.nibble.cli.page.Circumstances;
import dev.nibble.engine.measure.Check;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** What a page says of the run that it comes from. */
final class MeasuredNow {
  private MeasuredNow() {}

  /**
   * The present time and the command line of this process.
   *
   * @param command the command that runs
   * @param machine what the machine and the process offer
   */
  static Circumstances by(CommandSpec command, List<Check> machine) {
    List<String> arguments =
        command.root().commandLine().getParseResult().originalArgs().stream()
            .map(MeasuredNow::quoted)
            .toList();
    return new Circumstances(
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx", Locale.ROOT)
            .format(ZonedDateTime.now(ZoneId.systemDefault())),
        "nibble " + String.join(" ", arguments),
        machine);
  }

  /** A word as a shell takes it. */
  private static String quoted(String argument) {
    return argument.matches("[\\w@%+=:,./-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
