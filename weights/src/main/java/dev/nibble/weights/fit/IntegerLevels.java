package dev.nibble.weights.fit;

/**
 * The integers of a range; the code of one is its distance from the lowest.
 *
 * @param lowest the lowest
 * @param highest the highest
 */
public record IntegerLevels(double lowest, double highest) implements Levels {

  @Override
  public double lowestStep() {
    return 1;
  }

  @Override
  public double highestStep() {
    return 1;
  }

  @Override
  public double nearest(double x) {
    double q = Math.rint(x);
    return q < lowest ? lowest : q > highest ? highest : q;
  }

  @Override
  public byte code(double x) {
    return (byte) (nearest(x) - lowest);
  }
}
