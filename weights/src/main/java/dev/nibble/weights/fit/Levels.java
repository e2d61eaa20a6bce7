package dev.nibble.weights.fit;

/**
 * The numbers that the codes of a format stand for, before a scale: those an element can become.
 */
public sealed interface Levels permits IntegerLevels, TableLevels {

  /**
   * The lowest number.
   *
   * @return the level of code 0
   */
  double lowest();

  /**
   * The highest number.
   *
   * @return the level of the highest code
   */
  double highest();

  /**
   * The distance of the lowest number to its neighbour.
   *
   * @return the distance, above 0
   */
  double lowestStep();

  /**
   * The distance of the highest number to its neighbour.
   *
   * @return the distance, above 0
   */
  double highestStep();

  /**
   * The number nearest to {@code x}.
   *
   * @param x any number, in units of the scale
   * @return the level; one of the ends beyond them
   */
  double nearest(double x);

  /**
   * The code of the number nearest to {@code x}.
   *
   * @param x any number, in units of the scale
   * @return the code, from 0 on
   */
  byte code(double x);

  /**
   * The smallest magnitude of a scale with which no element of a group is clipped by more than a
   * step.
   *
   * @param group the elements
   * @param sign a number with the sign of the scale
   * @return the magnitude, 0 where any will do
   */
  default double reach(Samples group, double sign) {
    double low = sign > 0 ? group.min() : -group.max();
    double high = sign > 0 ? group.max() : -group.min();
    double reach = Math.max(low / (lowest() - lowestStep()), high / (highest() + highestStep()));
    return Math.max(reach, 0);
  }
}
