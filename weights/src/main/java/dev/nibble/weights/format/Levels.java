package dev.nibble.weights.format;

/**
 * The numbers that the codes of a format stand for, before a scale: those an element can become.
 */
sealed interface Levels permits IntegerLevels, TableLevels {

  /** The lowest number. */
  double lowest();

  /** The highest number. */
  double highest();

  /** The distance of the lowest number to its neighbour. */
  double lowestStep();

  /** The distance of the highest number to its neighbour. */
  double highestStep();

  /** The number nearest to {@code x}; one of the ends beyond them. */
  double nearest(double x);

  /** The code of the number nearest to {@code x}. */
  byte code(double x);

  /**
   * The smallest magnitude of a scale with which no element of a group is clipped by more than a
   * step.
   *
   * @param group the elements
   * @param sign a number with the sign of the scale
   */
  default double reach(Samples group, double sign) {
    double low = sign > 0 ? group.min() : -group.max();
    double high = sign > 0 ? group.max() : -group.min();
    double reach = Math.max(low / (lowest() - lowestStep()), high / (highest() + highestStep()));
    return Math.max(reach, 0);
  }
}
