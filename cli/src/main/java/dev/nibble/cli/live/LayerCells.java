package dev.nibble.cli.live;

import dev.nibble.cli.live.Style.Ink;
import dev.nibble.engine.measure.OffloadMeters;

/** A row of cells, one a layer, or one for several where there are more layers than columns. */
final class LayerCells {
  static final String DEVICE = "█";
  static final String FALLEN = "▒";
  static final String CPU = "·";

  private final OffloadMeters meters;

  LayerCells(OffloadMeters meters) {
    this.meters = meters;
  }

  /**
   * Adds the layers, and the output projection behind a blank.
   *
   * @param line where to
   * @param most columns that they may take
   */
  void addTo(DashboardLine line, int most) {
    int cells = Math.max(1, Math.min(meters.layers(), most - 2));
    for (int cell = 0; cell < cells; cell++) {
      // A cell is on the device when the first of its layers is: all behind it are.
      int layer = (int) ((long) cell * meters.layers() / cells);
      add(line, layer >= meters.first(), layer >= meters.plannedFirst());
    }
    line.add(" ");
    add(line, meters.output(), meters.plannedOutput());
  }

  private static void add(DashboardLine line, boolean there, boolean planned) {
    if (there) {
      line.add(Ink.DEVICE, DEVICE);
    } else if (planned) {
      line.add(Ink.FALLEN, FALLEN);
    } else {
      line.add(Ink.CPU, CPU);
    }
  }
}
