package dev.nibble.cli.validation;

import dev.nibble.engine.predict.Finding;
import dev.nibble.engine.predict.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Findings as lines of text: of each the numbers in columns, and below them the formula with its
 * unit, and the remark.
 */
public final class FindingTable {
  private static final String GAP = "  ";
  private static final String FORMULA_INDENT = "  ";
  private static final String REMARK_INDENT = "    ";
  private static final String NAME = "prediction";
  private static final List<Column> COLUMNS =
      List.of(
          new Column("predicted", f -> text(f, f.prediction().value())),
          new Column("measured", f -> text(f, f.measurement().value())),
          new Column("error", Quantity::error),
          new Column("verdict", f -> f.verdict().toString()));

  private final List<Finding> findings;
  private final int width;
  private final List<Integer> widths;
  private final int names;

  private record Column(String title, Function<Finding, String> cell) {
    int width(List<Finding> findings) {
      return findings.stream()
          .mapToInt(finding -> cell.apply(finding).length())
          .reduce(title.length(), Math::max);
    }
  }

  /**
   * Lays the table out.
   *
   * @param findings what it shows
   * @param width how long a line may be
   */
  public FindingTable(List<Finding> findings, int width) {
    this.findings = List.copyOf(findings);
    this.width = width;
    widths = COLUMNS.stream().map(column -> column.width(findings)).toList();
    int room = width - widths.stream().mapToInt(each -> GAP.length() + each).sum();
    int longest =
        findings.stream()
            .mapToInt(finding -> finding.prediction().name().length())
            .reduce(NAME.length(), Math::max);
    names = Math.max(NAME.length(), Math.min(room, longest));
  }

  private static String text(Finding finding, double value) {
    return Quantity.text(value, finding.prediction().unit());
  }

  /** The lines, from the headings to the last remark. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(pad(NAME) + numbers(Column::title));
    lines.add(FORMULA_INDENT + "formula (unit)");
    lines.add(REMARK_INDENT + "remark");
    for (Finding finding : findings) {
      addTo(lines, finding);
    }
    return lines;
  }

  private void addTo(List<String> lines, Finding finding) {
    Prediction prediction = finding.prediction();
    String name = prediction.name();
    if (name.length() > names) {
      lines.add(name);
      name = "";
    }
    lines.add(pad(name) + numbers(column -> column.cell.apply(finding)));
    String unit = prediction.unit().isEmpty() ? "" : " (" + prediction.unit() + ")";
    lines.addAll(WrappedText.lines(prediction.formula() + unit, FORMULA_INDENT, width));
    if (!finding.remark().isEmpty()) {
      lines.addAll(WrappedText.lines(finding.remark(), REMARK_INDENT, width));
    }
  }

  private String pad(String name) {
    return name + " ".repeat(names - name.length());
  }

  private String numbers(Function<Column, String> cell) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.size(); i++) {
      String text = cell.apply(COLUMNS.get(i));
      line.append(GAP).append(" ".repeat(widths.get(i) - text.length())).append(text);
    }
    return line.toString();
  }
}
