package dev.nibble.cli.live;

import dev.nibble.cli.live.SpeedSample.Mark;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Situations to draw. */
final class States {
  static final long MIB = 1 << 20;

  private States() {}

  /** Five layers, of which three were planned for the device. */
  static OffloadMeters meters(int first, long required, long budget) {
    OptionalDouble unknown = OptionalDouble.empty();
    return new OffloadMeters(
        "host:0",
        5,
        2,
        first,
        false,
        false,
        required,
        budget,
        required / 2,
        first - 2,
        0,
        unknown,
        unknown,
        unknown);
  }

  /** The same with speeds. */
  static OffloadMeters measured(OffloadMeters m, double optimal, double fallen, double present) {
    return new OffloadMeters(
        m.device(),
        m.layers(),
        m.plannedFirst(),
        m.first(),
        m.plannedOutput(),
        m.output(),
        m.requiredBytes(),
        m.budgetBytes(),
        m.usedBytes(),
        m.fallbacks(),
        m.returns(),
        OptionalDouble.of(optimal),
        OptionalDouble.of(fallen),
        OptionalDouble.of(present));
  }

  static LiveState of(OffloadMeters meters, SpeedSample... speeds) {
    return new LiveState(
        "host:0, the CPU playing a device (no real device)",
        meters,
        137,
        OptionalDouble.empty(),
        List.of(speeds),
        "");
  }

  /** Layer 2 leaves. */
  static PlacementChange left() {
    return new PlacementChange(
        PlacementChange.Kind.LEFT, "budget", "too much", 2, 3, false, 49, 3 * MIB, 2 * MIB);
  }

  /** Tokens of a millisecond each, one of them with a mark. */
  static List<SpeedSample> steady(int count, int marked) {
    List<SpeedSample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new SpeedSample(1, 1_000_000, i == marked ? Mark.LEFT : Mark.NONE));
    }
    return samples;
  }
}
