package dev.nibble.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table for people, which is Markdown too. */
final class MarkdownTable implements TablePrinter {
  private final List<TableColumn> columns;
  private final PrintWriter out;
  private boolean started;

  MarkdownTable(List<TableColumn> columns, PrintWriter out) {
    this.columns = columns;
    this.out = out;
  }

  @Override
  public void row(TableRow row) {
    if (!started) {
      print(columns.stream().map(column -> column.cell(column.title())));
      print(columns.stream().map(TableColumn::rule));
      started = true;
    }
    print(
        IntStream.range(0, columns.size()).mapToObj(i -> columns.get(i).cell(row.cells().get(i))));
  }

  private void print(Stream<String> cells) {
    out.println(cells.collect(joining(" | ", "| ", " |")));
    out.flush();
  }
}
