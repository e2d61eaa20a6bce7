package dev.nibble.cli;

import java.io.PrintWriter;
import java.util.List;

/** How a table is printed; the names are llama-bench's. */
enum TableFormat {
  /** A table in Markdown. */
  MD {
    @Override
    TablePrinter printer(List<TableColumn> columns, PrintWriter out) {
      return new MarkdownTable(columns, out);
    }
  },
  /** A line of names and a line of quoted values for each row. */
  CSV {
    @Override
    TablePrinter printer(List<TableColumn> columns, PrintWriter out) {
      return new CsvTable(out);
    }
  },
  /** An array of objects. */
  JSON {
    @Override
    TablePrinter printer(List<TableColumn> columns, PrintWriter out) {
      return new JsonTable(out);
    }
  },
  /** An object a line. */
  JSONL {
    @Override
    TablePrinter printer(List<TableColumn> columns, PrintWriter out) {
      return row -> {
        out.println(Json.line(row.fields()));
        out.flush();
      };
    }
  };

  /**
   * Starts a table.
   *
   * @param columns for people
   * @param out where to
   */
  abstract TablePrinter printer(List<TableColumn> columns, PrintWriter out);
}
