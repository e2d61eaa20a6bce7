package dev.nibble.engine.measure;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;

/** A JFR event: a formula was held against a measurement. */
@Name("dev.nibble.Prediction")
@Label("Prediction")
@Category("Nibble")
@Description("A formula was held against a measurement")
@StackTrace(false)
public final class PredictionEvent extends Event {
  @Label("Prediction")
  final String prediction;

  @Label("Formula")
  final String formula;

  @Label("Predicted")
  final double predicted;

  @Label("Measured")
  final double measured;

  @Label("Unit")
  @Description("The unit of both")
  final String unit;

  @Label("Error")
  @Description("(predicted - measured) / measured")
  @Percentage
  final double error;

  @Label("Bound")
  @Description("How near both must come, chosen before anything was measured")
  final String bound;

  @Label("Verdict")
  final String verdict;

  @Label("Remark")
  @Description("Why the prediction is off, or why it holds")
  final String remark;

  /**
   * Creates the event, which is not committed yet.
   *
   * @param prediction the name of what was predicted
   * @param formula the formula as text
   * @param predicted what it says
   * @param measured what was found
   * @param unit the unit of both
   * @param error the relative error
   * @param bound how near both must come
   * @param verdict what the measurement makes of the prediction
   * @param remark why it is off, or why it holds
   */
  public PredictionEvent(
      String prediction,
      String formula,
      double predicted,
      double measured,
      String unit,
      double error,
      String bound,
      String verdict,
      String remark) {
    this.prediction = prediction;
    this.formula = formula;
    this.predicted = predicted;
    this.measured = measured;
    this.unit = unit;
    this.error = error;
    this.bound = bound;
    this.verdict = verdict;
    this.remark = remark;
  }
}
