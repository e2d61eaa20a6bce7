package dev.nibble.cli.live;

import dev.nibble.cli.live.SpeedSample.Mark;
import dev.nibble.cli.live.Style.Ink;
import dev.nibble.engine.device.PlacementChange;
import java.util.List;

/** Speeds as bars of one character, with a mark where something moved. */
final class Sparkline {
  static final String LEFT = "↓";
  static final String RETURNED = "↑";
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private final List<SpeedSample> samples;

  Sparkline(List<SpeedSample> samples) {
    this.samples = samples;
  }

  /**
   * Adds all samples, several in a column where there are more of them.
   *
   * @param line where to
   * @param most columns that they may take, 1 or more
   */
  void addTo(DashboardLine line, int most) {
    int columns = Math.min(samples.size(), most);
    SpeedSample[] shown = new SpeedSample[columns];
    double fastest = 0;
    for (int column = 0; column < columns; column++) {
      int from = (int) ((long) column * samples.size() / columns);
      int to = (int) ((column + 1L) * samples.size() / columns);
      shown[column] = samples.subList(from, to).stream().reduce(SpeedSample::and).orElseThrow();
      fastest = Math.max(fastest, shown[column].perSecond());
    }
    for (SpeedSample sample : shown) {
      switch (sample.mark()) {
        case NONE -> line.add(bar(sample.perSecond() / fastest));
        case LEFT -> line.add(Ink.FALLEN, LEFT);
        case RETURNED -> line.add(Ink.DEVICE, RETURNED);
      }
    }
  }

  private static String bar(double share) {
    int level = Math.clamp((int) Math.ceil(share * BARS.length()) - 1, 0, BARS.length() - 1);
    return BARS.substring(level, level + 1);
  }

  /** The mark of a change. */
  static Mark mark(PlacementChange.Kind kind) {
    return switch (kind) {
      case PLACED, RETURNED -> Mark.RETURNED;
      case LEFT -> Mark.LEFT;
    };
  }
}
