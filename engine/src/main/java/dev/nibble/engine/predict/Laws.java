package dev.nibble.engine.predict;

import dev.nibble.engine.measure.PredictionEvent;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;

/** All rows of the framework, in the order of reports. */
public final class Laws {
  private static final List<Law> ALL =
      List.of(
          new Parameters(),
          new WeightMemory(),
          new KvMemory(),
          new KvGrowth(),
          new MemoryNeed(),
          new Flops(),
          new TokenCount(),
          new PromptTime(),
          new QuadraticShare(),
          new BatchCrossing(),
          new DecodeRate(),
          new Fallback(),
          new CompressionRatio(),
          new PerplexityOfWidths(),
          new QuantizationNoise(),
          new CodeEntropy(),
          new RateDistortion(),
          new Utility(),
          new SoftmaxDispersion());

  private Laws() {}

  /** The rows. */
  public static List<Law> all() {
    return ALL;
  }

  /**
   * Holds all predictions against the evidence. Each finding is told as a JFR event.
   *
   * @param evidence what is known of the model, and what was measured
   * @return the findings, row by row
   */
  public static List<Finding> check(Evidence evidence) {
    return check(ALL, evidence);
  }

  static List<Finding> check(List<Law> laws, Evidence evidence) {
    List<Finding> findings = laws.stream().flatMap(law -> law.check(evidence).stream()).toList();
    findings.forEach(finding -> event(finding).commit());
    return findings;
  }

  private static PredictionEvent event(Finding finding) {
    Prediction prediction = finding.prediction();
    return new PredictionEvent(
        prediction.name(),
        prediction.formula(),
        prediction.value(),
        finding.measurement().value(),
        prediction.unit(),
        finding.error(),
        finding.bound().text(),
        finding.verdict().toString(),
        finding.remark());
  }
}
