package dev.nibble.cli.live;

import dev.nibble.cli.live.Style.Ink;

/** R against G as a bar, whose whole length is the larger of the two. */
final class MemoryBar {
  private static final String USED = "█";
  private static final String FREE = "·";
  private static final String LIMIT = "|";
  private static final String OVER = "▒";

  private final long required;
  private final long budget;

  MemoryBar(long required, long budget) {
    this.required = required;
    this.budget = budget;
  }

  /**
   * Adds the bar; a stroke stands where G ends.
   *
   * @param line where to
   * @param columns how long it is, 2 or more
   */
  void addTo(DashboardLine line, int columns) {
    int length = columns - 1;
    double whole = Math.max(1, Math.max(required, budget));
    int limit = (int) Math.round(length * (budget / whole));
    int filled = (int) Math.round(length * (Math.min(required, budget) / whole));
    // However little is too much, it shows.
    if (required > budget && limit == length) {
      limit--;
      filled = Math.min(filled, limit);
    }
    line.add(Ink.DEVICE, USED.repeat(filled));
    line.add(Ink.FAINT, FREE.repeat(limit - filled));
    line.add(LIMIT);
    line.add(Ink.OVER, OVER.repeat(length - limit));
  }
}
