package dev.nibble.cli;

/**
 * A column of a table whose rows are not known yet.
 *
 * @param title its title
 * @param width the least number of characters
 * @param number whether its texts stand to the right
 */
record TableColumn(String title, int width, boolean number) {

  static TableColumn ofTexts(String title, int width) {
    return new TableColumn(title, width, false);
  }

  static TableColumn ofNumbers(String title, int width) {
    return new TableColumn(title, width, true);
  }

  /** A text, filled up to the column's width. */
  String cell(String text) {
    String blanks = " ".repeat(Math.max(0, width - text.length()));
    return number ? blanks + text : text + blanks;
  }

  /** What Markdown wants below the title. */
  String rule() {
    return number ? "-".repeat(width - 1) + ":" : "-".repeat(width);
  }
}
