package dev.nibble.weights.fit;

import java.util.Arrays;

/**
 * Finds {@link ScaledGroups} with a low weighted sum of squared errors.
 *
 * <p>The scale of each group is searched for by itself. Then a {@code d} that is good for these
 * scales: that is the same search, in which an error weighs what it does to the elements. With that
 * {@code d} as it is stored the integers near each scale are tried; with these integers and the
 * codes that follow from them the best {@code d} is a regression, and they are tried once more.
 */
public final class ScaledGroupsSearch {
  /** So that a rounding error does not make a scale a whole unit larger. */
  private static final double ALMOST_ONE = 1 - 1e-9;

  private final Samples[] groups;
  private final ScaleSearch search;
  private final IntegerLevels scaleLevels;
  private final ScaleFit[] fits;

  private ScaledGroupsSearch(Samples[] groups, Levels levels, IntegerLevels scaleLevels) {
    this.groups = groups;
    this.search = new ScaleSearch(levels);
    this.scaleLevels = scaleLevels;
    this.fits = Arrays.stream(groups).map(search::fit).toArray(ScaleFit[]::new);
  }

  /**
   * Searches.
   *
   * @param groups the elements, group by group
   * @param levels what their codes can stand for
   * @param scaleLevels what a scale can be
   * @return the best that was found
   */
  public static ScaledGroups search(Samples[] groups, Levels levels, IntegerLevels scaleLevels) {
    return new ScaledGroupsSearch(groups, levels, scaleLevels).best();
  }

  private ScaledGroups best() {
    double[] scales = Arrays.stream(fits).mapToDouble(ScaleFit::scale).toArray();
    double[] weights = Arrays.stream(fits).mapToDouble(ScaleFit::weight).toArray();
    double wanted = new ScaleSearch(scaleLevels).fit(new Samples(scales, weights)).scale();
    Choice first = choose(stored(wanted));
    Choice second = choose(stored(regression(first)));
    return codes(second.error < first.error ? second : first);
  }

  /** The integers for a {@code d}, and the error of all groups with them. */
  private static final class Choice {
    private final float d;
    private final int[] scales;
    private double error;

    Choice(float d, int groups) {
      this.d = d;
      this.scales = new int[groups];
    }
  }

  /**
   * The f16 nearest to a {@code d}, but none so small that the largest scale is too small for an
   * element.
   */
  private float stored(double wanted) {
    double least = 0;
    for (int group = 0; group < groups.length; group++) {
      double scale = fits[group].scale();
      double largest = scale * wanted > 0 ? scaleLevels.highest() : -scaleLevels.lowest();
      least = Math.max(least, search.levels().reach(groups[group], scale) / largest);
    }
    return Float16.nearest(wanted, least);
  }

  private Choice choose(float d) {
    Choice choice = new Choice(d, groups.length);
    for (int group = 0; group < groups.length && d != 0; group++) {
      double wanted = fits[group].scale() / d;
      if (wanted != 0) {
        choose(choice, group, wanted);
      }
    }
    return choice;
  }

  private void choose(Choice choice, int group, double wanted) {
    double least = search.levels().reach(groups[group], fits[group].scale()) / Math.abs(choice.d);
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = -1; i <= 1; i++) {
      double magnitude = Math.max(Math.rint(Math.abs(wanted)) + i, Math.ceil(least * ALMOST_ONE));
      int scale = (int) scaleLevels.nearest(Math.copySign(Math.max(magnitude, 1), wanted));
      double error = search.error(groups[group], (double) choice.d * scale);
      if (error < lowest) {
        lowest = error;
        choice.scales[group] = scale;
      }
    }
    choice.error += lowest;
  }

  /** The best {@code d} for integers and the codes that follow from them. */
  private double regression(Choice choice) {
    double xq = 0;
    double qq = 0;
    for (int group = 0; group < groups.length; group++) {
      int scale = choice.scales[group];
      double inverse = scale == 0 ? 0 : 1 / ((double) choice.d * scale);
      for (int i = 0; i < groups[group].count(); i++) {
        double q = scale * search.levels().nearest(groups[group].x(i) * inverse);
        double wq = groups[group].weight(i) * q;
        xq += wq * groups[group].x(i);
        qq += wq * q;
      }
    }
    return qq > 0 ? xq / qq : choice.d;
  }

  private ScaledGroups codes(Choice choice) {
    int size = groups[0].count();
    byte[] codes = new byte[groups.length * size];
    for (int group = 0; group < groups.length; group++) {
      double scale = (double) choice.d * choice.scales[group];
      search.codes(groups[group], scale, codes, group * size);
    }
    return new ScaledGroups(choice.d, choice.scales, codes);
  }
}
