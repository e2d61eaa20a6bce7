package dev.nibble.cli.live;

import dev.nibble.engine.Engine;

/**
 * Whom a view is about.
 *
 * @param title the device and what it is, or why there is none
 */
record LiveSubject(String title) {

  static LiveSubject of(Engine engine) {
    return new LiveSubject(
        engine
            .memoryPlan()
            .map(plan -> title(plan.device().id(), plan.device().name(), plan.device().standsIn()))
            .orElseGet(() -> "no device: " + engine.offloadReason()));
  }

  /** Nobody shall take the CPU for a device because it plays one. */
  static String title(String id, String name, boolean standsIn) {
    return "%s, %s%s".formatted(id, name, standsIn ? " (no real device)" : "");
  }
}
