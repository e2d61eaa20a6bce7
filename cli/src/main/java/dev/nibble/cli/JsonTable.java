package dev.nibble.cli;

import java.io.PrintWriter;

/** An array with an object for each row. */
final class JsonTable implements TablePrinter {
  private final PrintWriter out;
  private String before = "[";

  JsonTable(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void row(TableRow row) {
    out.printf("%s%n%s", before, Json.line(row.fields()));
    out.flush();
    before = ",";
  }

  @Override
  public void end() {
    out.printf("%n]%n");
    out.flush();
  }
}
