package dev.nibble.cli.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A comparison as lines of text, the numbers one below the other. */
public final class ComparisonTable {
  /** Where a line would be longer, the names of the models get lines of their own. */
  private static final int MAX_WIDTH = 120;

  private static final String NAME_HEADING = "model";
  private static final String GAP = "  ";

  private final ComparisonReport report;
  private final List<Column> columns;
  private final int[] widths;

  /**
   * Lays the table out.
   *
   * @param report what it shows
   */
  public ComparisonTable(ComparisonReport report) {
    this.report = report;
    this.columns = Column.of(report);
    this.widths = columns.stream().mapToInt(this::width).toArray();
  }

  private int width(Column column) {
    int heading = Math.max(column.name().length(), column.unit().length());
    return report.rows().stream()
        .mapToInt(row -> column.cell().apply(row).length())
        .reduce(heading, Math::max);
  }

  /**
   * The lines, from a summary to the last model.
   *
   * @return none longer than 120 characters, but for the summary and for long names
   */
  public List<String> lines() {
    int names =
        report.rows().stream()
            .mapToInt(row -> row.name().length())
            .reduce(NAME_HEADING.length(), Math::max);
    int numbers = numbers(Column::name).length();
    boolean apart = names + numbers > MAX_WIDTH;
    int margin = apart ? 0 : names;
    List<String> lines = new ArrayList<>();
    lines.add(report.summary());
    lines.add(pad(NAME_HEADING, margin, apart) + numbers(Column::name));
    lines.add(" ".repeat(margin) + numbers(Column::unit));
    for (ComparisonRow row : report.rows()) {
      if (apart) {
        lines.add(row.name());
      }
      lines.add(pad(row.name(), margin, apart) + numbers(column -> column.cell().apply(row)));
    }
    return lines;
  }

  private static String pad(String name, int margin, boolean apart) {
    return apart ? "" : name + " ".repeat(margin - name.length());
  }

  private String numbers(Function<Column, String> part) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String text = part.apply(columns.get(i));
      line.append(GAP).append(" ".repeat(widths[i] - text.length())).append(text);
    }
    return line.toString();
  }
}
