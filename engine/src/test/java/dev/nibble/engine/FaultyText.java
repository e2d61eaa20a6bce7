package dev.nibble.engine;

import dev.nibble.engine.device.Faults;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.List;

/**
 * A text of which a device computed what it could, and what else has come of it.
 *
 * @param faults what the device did, and what it did wrong
 * @param ids the text
 * @param changes what has moved meanwhile
 * @param meters what was where in the end
 * @param reason why the CPU computed more than planned, as the engine says
 * @param warnings what was logged
 * @param atLoad the device's operations before the first token
 */
record FaultyText(
    Faults faults,
    List<Integer> ids,
    List<PlacementChange> changes,
    OffloadMeters meters,
    String reason,
    List<String> warnings,
    int atLoad) {

  /** What the device itself made leave, and not its budget. */
  List<PlacementChange> causedByTheDevice() {
    return changes.stream()
        .filter(change -> change.kind() == PlacementChange.Kind.LEFT)
        .filter(change -> !change.cause().equals("budget"))
        .toList();
  }

  /** How often something left. */
  long departures() {
    return changes.stream().filter(change -> change.kind() == PlacementChange.Kind.LEFT).count();
  }
}
