package dev.nibble.engine.device;

import dev.nibble.engine.cache.KvType;

/** Holds what a device has computed against what the CPU has. */
final class Answers {
  /**
   * The largest difference, relative to the largest number. Orders of summation differ by 1e-6; one
   * wrong weight in a thousand is off by more than this.
   */
  static final double BOUND = 2e-3;

  /** A step of a block of signed bytes, relative to its largest number. */
  private static final double BYTE_STEP = 1.0 / 127;

  private Answers() {}

  /**
   * Compares what was added to the residual stream, which would hide it.
   *
   * @param what what was computed
   * @param before the stream before it was added
   * @param expected the stream that the CPU leaves behind
   * @param actual the device's
   * @param count how many numbers
   */
  static Outcome<Void> compare(
      String what, float[] before, float[] expected, float[] actual, int count) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - before[i]));
      difference = worse(difference, actual[i] - expected[i]);
    }
    return judge(what, difference, largest, BOUND);
  }

  /**
   * Compares numbers.
   *
   * @param what what was computed
   * @param expected the CPU's
   * @param actual the device's
   * @param count how many
   */
  static Outcome<Void> compare(String what, float[] expected, float[] actual, int count) {
    return compare(what, expected, actual, count, BOUND);
  }

  /**
   * Compares keys or values with those that were stored: in fewer bits, perhaps.
   *
   * @param what what was computed
   * @param type what they are stored as
   * @param expected the CPU's
   * @param actual the device's
   * @param count how many
   */
  static Outcome<Void> compare(
      String what, KvType type, float[] expected, float[] actual, int count) {
    return compare(what, expected, actual, count, type == KvType.Q8_0 ? BYTE_STEP : BOUND);
  }

  private static Outcome<Void> compare(
      String what, float[] expected, float[] actual, int count, double bound) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = worse(difference, actual[i] - expected[i]);
    }
    return judge(what, difference, largest, bound);
  }

  /** NaN once there is one. */
  private static double worse(double difference, double another) {
    return Math.abs(another) <= difference ? difference : Math.max(difference, Math.abs(another));
  }

  private static Outcome<Void> judge(String what, double difference, double largest, double bound) {
    return difference <= bound * largest
        ? Outcome.done()
        : Outcome.refused(new Refusal.Wrong(what, difference / largest, bound));
  }

  /** Refuses numbers that are none, and infinite ones. */
  static Outcome<Void> finite(String what, float[] numbers, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += numbers[i] * 0;
    }
    return sum == 0 ? Outcome.done() : Outcome.refused(new Refusal.Wrong(what, Double.NaN, BOUND));
  }
}
