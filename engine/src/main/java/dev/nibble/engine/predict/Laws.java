package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;

/** All rows of the framework, in the order of reports. */
public final class Laws {
  private static final List<Law> ALL =
      List.of(
          new Parameters(),
          new CompressionRatio(),
          new PerplexityOfWidths(),
          new QuantizationNoise(),
          new CodeEntropy(),
          new RateDistortion(),
          new SoftmaxDispersion());

  private Laws() {}

  /** The rows. */
  public static List<Law> all() {
    return ALL;
  }

  /**
   * Holds all predictions against the evidence.
   *
   * @param evidence what is known of the model, and what was measured
   * @return the findings, row by row
   */
  public static List<Finding> check(Evidence evidence) {
    return ALL.stream().flatMap(law -> law.check(evidence).stream()).toList();
  }
}
