package dev.nibble.engine.device;

/** Is told what moves to a device and away from it. */
@FunctionalInterface
public interface PlacementListener {
  /** Listens to nothing. */
  PlacementListener IGNORE = _ -> {};

  /**
   * Something has moved. Called between two operations of a pass, by the thread that runs it.
   *
   * @param change what
   */
  void changed(PlacementChange change);
}
