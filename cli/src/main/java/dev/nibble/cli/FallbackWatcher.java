package dev.nibble.cli;

import dev.nibble.engine.device.PlacementChange;

/** Sees a run while it goes on. */
interface FallbackWatcher {

  /**
   * More text.
   *
   * @param piece what comes next
   */
  void text(String piece);

  /**
   * Something has moved.
   *
   * @param change what and why
   */
  void changed(PlacementChange change);
}
