package dev.nibble.engine.device;

/** Holds what a device has computed against what the CPU has. */
final class Answers {
  /**
   * The largest difference, relative to the largest number. Orders of summation differ by 1e-6; one
   * wrong weight in a thousand is off by more than this.
   */
  static final double BOUND = 2e-3;

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
    return judge(what, difference, largest);
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
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = worse(difference, actual[i] - expected[i]);
    }
    return judge(what, difference, largest);
  }

  /** NaN once there is one. */
  private static double worse(double difference, double another) {
    return Math.abs(another) <= difference ? difference : Math.max(difference, Math.abs(another));
  }

  private static Outcome<Void> judge(String what, double difference, double largest) {
    return difference <= BOUND * largest
        ? Outcome.done()
        : Outcome.refused(new Refusal.Wrong(what, difference / largest, BOUND));
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
