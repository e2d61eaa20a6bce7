package dev.nibble.engine.architecture;

/**
 * Queries that grow with their position, so that attention over a long text stays sharp (Nakanishi
 * 2025): {@code q = q * (1 + strength * ln(1 + floor(position / step)))}.
 *
 * @param strength how much they grow
 * @param step positions after which they grow
 */
public record QueryTemperature(float strength, int step) {

  /**
   * The factor on a query.
   *
   * @param position where its token stands
   * @return 1 or more
   */
  public float at(int position) {
    return (float) (Math.log(1.0 + Math.floorDiv(position, step)) * strength + 1);
  }
}
