package dev.nibble.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Further Java processes like this one, to run a command of Nibble alone in. */
final class ChildJava {
  /**
   * Options of this process that a second one must not have: they attach it to a debugger or an
   * agent, open a port that is taken, or write to a file that this one writes to.
   */
  private static final List<String> OWN =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-Xdebug",
          "-Xrun",
          "-Dcom.sun.management.jmxremote",
          "-XX:StartFlightRecording",
          "-XX:FlightRecorderOptions",
          "-XX:ArchiveClassesAtExit",
          "-XX:+AutoCreateSharedArchive",
          "-XX:AOTCacheOutput",
          "-XX:AOTConfiguration",
          "-XX:AOTMode",
          "-XX:LogFile",
          "-Xloggc:",
          "-verbose");

  /**
   * What the launcher says; any other log would go among the child's result or to one's own file.
   */
  private static final Set<String> KEPT_LOGS = Set.of("-Xlog:disable", "-Xlog:all=warning:stderr");

  /** Java reads options from these too; they are among this process's options already. */
  private static final Set<String> VARIABLES =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private ChildJava() {}

  /** A process with this one's Java, options and classes; not started yet. */
  static ProcessBuilder command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(passedOn(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    forgetOptions(builder.environment());
    return builder;
  }

  /** The options that a second process may have as well. */
  static List<String> passedOn(List<String> options) {
    return options.stream()
        .filter(option -> OWN.stream().noneMatch(option::startsWith))
        .filter(option -> !option.startsWith("-Xlog") || KEPT_LOGS.contains(option))
        .toList();
  }

  /** Takes out of an environment what would give Java the same options a second time. */
  static void forgetOptions(Map<String, String> environment) {
    environment.keySet().removeAll(VARIABLES);
  }

  /** What a process said of its failure: its error message, or else its last words. */
  static String lastWords(String standardError, int exitCode) {
    List<String> lines = standardError.lines().filter(line -> !line.isBlank()).toList();
    return Stream.concat(
            lines.reversed().stream()
                .filter(line -> line.startsWith(Errors.PREFIX))
                .map(line -> line.substring(Errors.PREFIX.length())),
            lines.reversed().stream())
        .findFirst()
        .orElse("its process ended with exit code " + exitCode);
  }
}
