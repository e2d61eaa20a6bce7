package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;

/**
 * What became of predictions.
 *
 * @param evidence what they were held against
 * @param findings the predictions, each with its measurement, in the order of the laws
 * @param notes what one has to know of how it was measured, a sentence each
 */
public record ValidationReport(Evidence evidence, List<Finding> findings, List<String> notes) {

  /** Copies the lists. */
  public ValidationReport {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /**
   * How many predictions have a verdict.
   *
   * @param verdict which
   */
  public long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }
}
