package dev.nibble.engine.predict;

/**
 * A prediction held against a measurement.
 *
 * @param prediction what the formula says
 * @param measurement what was found
 * @param bound how near both must come
 * @param remark a sentence that says why the prediction is off where it is, or why it holds
 */
public record Finding(Prediction prediction, Measurement measurement, Bound bound, String remark) {

  /** What the measurement makes of the prediction. */
  public Verdict verdict() {
    return bound.holds(prediction.value(), measurement.value())
        ? Verdict.CONFIRMED
        : Verdict.REFUTED;
  }

  /**
   * The relative error, {@code (predicted - measured) / measured}: over 0 where too much was
   * predicted; infinite where nothing was measured of what was predicted.
   */
  public double error() {
    double difference = prediction.value() - measurement.value();
    return difference == 0 ? 0 : difference / Math.abs(measurement.value());
  }
}
