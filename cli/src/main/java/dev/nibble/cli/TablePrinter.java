package dev.nibble.cli;

/** Prints the rows of a table as they come. */
@FunctionalInterface
interface TablePrinter {

  void row(TableRow row);

  /** Prints what stands behind the last row. */
  default void end() {}
}
