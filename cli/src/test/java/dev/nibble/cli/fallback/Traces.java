package dev.nibble.cli.fallback;

import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.PlacementChange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Runs that were never made: two layers leave at once, and come back. */
final class Traces {
  private static final OnDevice ALL = new OnDevice(2, true);
  private static final OnDevice NOTHING = new OnDevice(0, false);

  private Traces() {}

  /** 8 tokens of 10 ms on the device, 8 of 20 ms by the CPU, 8 on the device; moves take 1 s. */
  static FallbackTrace thereAndBack(boolean played) {
    List<TracedToken> tokens = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      boolean moved = i == 8 || i == 16;
      boolean device = i / 8 != 1;
      long millis = moved ? 1000 : device ? 10 : 20;
      tokens.add(
          new TracedToken(
              5 + i,
              i / 8,
              millis * 1_000_000,
              device ? ALL : NOTHING,
              moved,
              5000 + 100 * (i / 16),
              device ? 6000 : 1000,
              device ? 5000 : 0));
    }
    return new FallbackTrace(
        new DeviceInfo("test", 0, "a <device>", "none", 1 << 20, played),
        3,
        ALL,
        List.of(
            new Level(Stage.OPTIMAL, ALL, 8),
            new Level(Stage.FALLEN, NOTHING, 8),
            new Level(Stage.OPTIMAL, ALL, 8)),
        tokens,
        List.of(
            change(PlacementChange.Kind.LEFT, "budget", 13),
            change(PlacementChange.Kind.RETURNED, "memory", 21)));
  }

  private static PlacementChange change(PlacementChange.Kind kind, String cause, int position) {
    return new PlacementChange(kind, cause, "for a & b", 1, 3, true, position, 5000, 1000);
  }

  static FallbackReport report(boolean played) {
    return new FallbackReport(
        "model.gguf",
        "Once <b>",
        " upon & a time",
        thereAndBack(played),
        new Agreement.Same(24),
        OptionalDouble.of(50));
  }
}
