package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.measure.KvMeters;

/** The most blocks of keys and values that were used, and that were shared, whenever one looked. */
final class KvPeak {
  private final Engine engine;
  private int used;
  private int shared;

  KvPeak(Engine engine) {
    this.engine = engine;
  }

  void look() {
    KvMeters meters = engine.kvMeters();
    used = Math.max(used, meters.used());
    shared = Math.max(shared, meters.shared());
  }

  int used() {
    return used;
  }

  int shared() {
    return shared;
  }
}
