package dev.nibble.cli.fallback;

import dev.nibble.cli.page.ByteUnit;
import dev.nibble.cli.page.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The phases as rows of texts, the same on a terminal and on a page. */
public final class PhaseTable {
  /** How many columns are texts; the others are numbers. */
  public static final int TEXTS = 2;

  private static final String NONE = "-";

  private final FallbackTrace trace;
  private final ByteUnit unit;

  /**
   * Prepares a table.
   *
   * @param trace what it shows
   */
  public PhaseTable(FallbackTrace trace) {
    this.trace = trace;
    unit = trace.unit();
  }

  /** The titles of the columns. */
  public List<String> titles() {
    return List.of(
        "phase",
        "on the device",
        "R, " + unit.symbol(),
        "G, " + unit.symbol(),
        "from",
        "tokens",
        "tok/s",
        "alpha");
  }

  /** A row a phase. */
  public List<List<String>> rows() {
    return trace.phases().stream().map(this::row).toList();
  }

  private List<String> row(Phase phase) {
    return List.of(
        phase.stage().title(),
        phase.last().held().text(),
        bytes(phase.last().requiredBytes()),
        bytes(phase.last().budgetBytes()),
        Integer.toString(phase.first().position()),
        Integer.toString(phase.tokens().size()),
        rate(phase.perSecond()),
        trace.alpha(phase).stream()
            .mapToObj(alpha -> Numbers.fixed(alpha, 2))
            .findFirst()
            .orElse(NONE));
  }

  private String bytes(long bytes) {
    return Numbers.fixed(unit.of(bytes), 1);
  }

  /** P_opt, P_fall and alpha in one line. */
  public String summary() {
    List<Double> alphas = trace.alphas();
    String alpha =
        alphas.isEmpty()
            ? "not measured"
            : String.format(
                Locale.ROOT,
                "%.2f to %.2f",
                alphas.stream().mapToDouble(a -> a).min().orElseThrow(),
                alphas.stream().mapToDouble(a -> a).max().orElseThrow());
    return "P_opt %s tok/s, P_fall %s tok/s, alpha %s"
        .formatted(rate(trace.optimal()), rate(trace.fallen()), alpha);
  }

  /**
   * Tokens a second.
   *
   * @param perSecond empty where they were not measured
   */
  public static String rate(OptionalDouble perSecond) {
    return perSecond.isPresent() ? Numbers.rate(perSecond.getAsDouble()) : NONE;
  }
}
