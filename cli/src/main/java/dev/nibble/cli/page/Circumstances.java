package dev.nibble.cli.page;

import dev.nibble.engine.measure.Check;
import java.util.List;

/**
 * When and where something was measured.
 *
 * @param date the date and time, for people
 * @param command the command line
 * @param machine what the machine and the process offered
 */
public record Circumstances(String date, String command, List<Check> machine) {

  /** Copies the list. */
  public Circumstances {
    machine = List.copyOf(machine);
  }
}
