package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.WidthsCollector;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param prompt how long a prompt is timed
 * @param speed how long prefill and decode are
 * @param sweep how long each sweep takes: of batches, of contexts, of budgets
 * @param widths how much the model reads at 16, 8 and 4 bits
 * @param dispersionContext the greatest length at which entropies are looked at
 * @param dispersionWindows how many pieces of the text of this length are read at most
 */
public record ValidationEffort(
    Duration prompt,
    Duration speed,
    Duration sweep,
    WidthsCollector.Budget widths,
    int dispersionContext,
    int dispersionWindows) {
  /** Under a minute for a model of a million weights on two cores. */
  public static final ValidationEffort QUICK =
      new ValidationEffort(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(6),
          WidthsCollector.Budget.QUICK,
          256,
          4);

  /** Ten minutes or so for a model of a hundred million weights. */
  public static final ValidationEffort FULL =
      new ValidationEffort(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          WidthsCollector.Budget.FULL,
          1024,
          8);
}
