package dev.nibble.cli.live;

import dev.nibble.cli.live.Style.Ink;

/** One line of a terminal, which never grows wider than that. */
final class DashboardLine {
  private final int width;
  private final Style style;
  private final StringBuilder line = new StringBuilder();
  private int used;

  DashboardLine(int width, Style style) {
    this.width = width;
    this.style = style;
  }

  /** Columns that are left. */
  int room() {
    return width - used;
  }

  /** Adds as much of a text as there is room for; control characters would break the layout. */
  DashboardLine add(Ink ink, String text) {
    int count = Math.min(text.codePointCount(0, text.length()), room());
    if (count > 0) {
      String shown =
          text.substring(0, text.offsetByCodePoints(0, count)).replaceAll("\\p{Cntrl}", "?");
      line.append(style.dyed(ink, shown));
      used += count;
    }
    return this;
  }

  DashboardLine add(String text) {
    return add(Ink.NORMAL, text);
  }

  /** Adds a text if there is room for all of it. */
  DashboardLine addWhole(Ink ink, String text) {
    return text.codePointCount(0, text.length()) <= room() ? add(ink, text) : this;
  }

  @Override
  public String toString() {
    return line.toString();
  }
}
