package dev.nibble.weights.format;

/** The steps of a table whose numbers lie at different distances. */
final class Steps {
  private Steps() {}

  /**
   * The step of each number: errors are uniform from half the distance {@code a} to the number
   * below to half the distance {@code b} to the one above, so that their mean square is {@code (a^3
   * + b^3) / (12 (a + b))}; a uniform grid of step {@code s} has {@code s^2 / 12}. The first and
   * the last have the same distance to both sides.
   *
   * @param values the numbers, in any order; some may be there twice
   * @return the step of each
   */
  static float[] of(float[] values) {
    float[] steps = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      double below = nearest(values, value, -1);
      double above = nearest(values, value, 1);
      double a = Double.isInfinite(below) ? above : below;
      double b = Double.isInfinite(above) ? below : above;
      steps[i] = (float) Math.sqrt((a * a * a + b * b * b) / (a + b));
    }
    return steps;
  }

  /** The distance to the nearest other number on one side. */
  private static double nearest(float[] values, float value, int side) {
    double nearest = Double.POSITIVE_INFINITY;
    for (float other : values) {
      double distance = side * (other - value);
      if (distance > 0) {
        nearest = Math.min(nearest, distance);
      }
    }
    return nearest;
  }
}
