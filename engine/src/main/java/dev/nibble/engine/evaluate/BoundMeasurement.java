package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.device.Outcome;
import java.util.Optional;

/** Measures what an engine's CPU and its device can do at best, beside what is held against it. */
public final class BoundMeasurement {
  private final Engine engine;
  private final CeilingMeasurement machine;
  private Optional<Outcome<DeviceCeiling>> device = Optional.empty();
  private long atNanos;

  /**
   * Measures nothing yet.
   *
   * @param engine the engine
   * @param machine measures the CPU, and stays open
   */
  public BoundMeasurement(Engine engine, CeilingMeasurement machine) {
    this.engine = engine;
    this.machine = machine;
  }

  /** Measures what was not measured in the last ten seconds. */
  public Bound recent() {
    return new Bound(machine.recent(engine.threads(), engine.arithmetic()), device());
  }

  private Optional<Outcome<DeviceCeiling>> device() {
    if (!engine.offloadMeters().usesDevice()) {
      return Optional.empty();
    }
    boolean old = System.nanoTime() - atNanos > CeilingMeasurement.VALID.toNanos();
    if (device.isEmpty() || old) {
      device = Optional.of(engine.deviceCeiling());
      atNanos = System.nanoTime();
    }
    return device;
  }
}
