package dev.nibble.cli.comparison;

import dev.nibble.engine.evaluate.PerplexityResult;
import java.util.List;
import java.util.Locale;

/**
 * A finished comparison.
 *
 * @param text the text that all models read, as the user named it
 * @param rows the models, the one that the others are compared with first
 */
public record ComparisonReport(String text, List<ComparisonRow> rows) {

  /** Copies the rows. */
  public ComparisonReport {
    rows = List.copyOf(rows);
  }

  /** The model that the others are compared with. */
  public ComparisonRow first() {
    return rows.getFirst();
  }

  /** How much of the text was scored: the same for all models. */
  public PerplexityResult extent() {
    return first().perplexity();
  }

  /** Both of these in words. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%s: %,d tokens scored in %,d chunks of %d; KL divergence, top-1 agreement, rho, Q and eta"
            + " against %s",
        text,
        extent().scoredTokens(),
        extent().chunks(),
        extent().context(),
        first().name());
  }
}
