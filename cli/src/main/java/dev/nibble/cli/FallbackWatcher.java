package dev.nibble.cli;

import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;

/** Sees a run while it goes on. */
interface FallbackWatcher extends AutoCloseable {

  /**
   * More text.
   *
   * @param piece what comes next
   */
  void text(String piece);

  /**
   * A token was chosen.
   *
   * @param meters what is on the device
   * @param position how many tokens stand before it
   */
  void token(OffloadMeters meters, int position);

  /**
   * Something has moved.
   *
   * @param change what and why
   */
  void changed(PlacementChange change);

  /** The run is over. */
  @Override
  void close();
}
