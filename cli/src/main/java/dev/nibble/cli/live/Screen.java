package dev.nibble.cli.live;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * A terminal whose last lines stand still while text scrolls above them (DECSTBM). Not safe for use
 * by several threads.
 */
final class Screen {
  /** Fewer rows of text, or columns, are of no use to anybody. */
  private static final int LEAST_TEXT_ROWS = 4;

  private static final int LEAST_COLUMNS = 24;

  private static final String SAVE = "\u001b7";
  private static final String RESTORE = "\u001b8";
  private static final String DOWN = "\u001bD";
  private static final String WHOLE = "\u001b[r";
  private static final String HIDE = "\u001b[?25l";
  private static final String SHOW = "\u001b[?25h";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String TO_ROW = "\u001b[%d;1H";

  private final PrintWriter terminal;
  private final Supplier<TerminalSize> sizes;
  private TerminalSize size;

  /**
   * Prepares; nothing is written yet.
   *
   * @param terminal where to
   * @param sizes says how large it is
   */
  Screen(PrintWriter terminal, Supplier<TerminalSize> sizes) {
    this.terminal = terminal;
    this.sizes = sizes;
    size = sizes.get();
  }

  /** Whether there is room for text and a dashboard. */
  static boolean fits(TerminalSize size) {
    return size.rows() >= Dashboard.LINES + LEAST_TEXT_ROWS && size.columns() >= LEAST_COLUMNS;
  }

  /** Columns of a line, but one: the last one makes some terminals begin another line. */
  int width() {
    return size.columns() - 1;
  }

  private int textRows() {
    return size.rows() - Dashboard.LINES;
  }

  /** Sets the last lines apart. The cursor stays in its column, above them. */
  void begin() {
    terminal.print(
        DOWN.repeat(Dashboard.LINES)
            + "\u001b[%dA".formatted(Dashboard.LINES)
            + SAVE
            + "\u001b[1;%dr".formatted(textRows())
            + RESTORE);
    terminal.flush();
  }

  /** Sets them apart anew where the terminal has another size since. */
  void adapt() {
    TerminalSize now = sizes.get();
    if (!now.equals(size) && fits(now)) {
      clear();
      size = now;
      begin();
    }
  }

  /** Writes where the text goes on; returns whether anybody still reads it. */
  boolean text(String text) {
    terminal.print(text);
    return !terminal.checkError();
  }

  /** Writes the last lines. */
  void draw(List<String> lines) {
    StringBuilder all = new StringBuilder(SAVE + HIDE);
    for (int i = 0; i < lines.size(); i++) {
      all.append(TO_ROW.formatted(textRows() + 1 + i)).append(CLEAR_LINE).append(lines.get(i));
    }
    terminal.print(all.append(RESTORE).append(SHOW));
    terminal.flush();
  }

  /** Empties the last lines, and lets text scroll over the whole terminal again. */
  void clear() {
    StringBuilder all = new StringBuilder(SAVE);
    for (int i = 0; i < Dashboard.LINES; i++) {
      all.append(TO_ROW.formatted(textRows() + 1 + i)).append(CLEAR_LINE);
    }
    terminal.print(all.append(WHOLE).append(RESTORE).append(SHOW));
    terminal.flush();
  }
}
