package dev.nibble.weights.fit;

import java.util.Arrays;

/**
 * Finds {@link AffineGroups} with a low weighted sum of squared errors.
 *
 * <p>The scale and the minimum of each group are searched for by themselves. Then a {@code d} and a
 * {@code dMin} that are good for these: a {@link ScaleSearch} in which an error weighs what it does
 * to the elements. With both as they are stored the integers near each pair are tried; with these
 * integers and the codes that follow from them the best {@code d} and {@code dMin} are a linear
 * regression, and they are tried once more.
 */
public final class AffineGroupsSearch {
  /** So that a rounding error does not make a scale a whole unit larger. */
  private static final double ALMOST_ONE = 1 - 1e-9;

  private final Samples[] groups;
  private final AffineSearch search;
  private final IntegerLevels scaleLevels;
  private final AffineFit[] fits;

  private AffineGroupsSearch(Samples[] groups, int highest, int highestScale) {
    this.groups = groups;
    this.search = new AffineSearch(highest, false);
    this.scaleLevels = new IntegerLevels(0, highestScale);
    this.fits = Arrays.stream(groups).map(search::fit).toArray(AffineFit[]::new);
  }

  /**
   * Searches.
   *
   * @param groups the elements, group by group
   * @param highest the highest code; the lowest is 0
   * @param highestScale the highest scale and the highest minimum; the lowest are 0
   * @return the best that was found
   */
  public static AffineGroups search(Samples[] groups, int highest, int highestScale) {
    return new AffineGroupsSearch(groups, highest, highestScale).best();
  }

  private AffineGroups best() {
    double[] scales = Arrays.stream(fits).mapToDouble(AffineFit::scale).toArray();
    double[] minima = Arrays.stream(fits).mapToDouble(AffineFit::minimum).toArray();
    double[] scaleWeights = Arrays.stream(fits).mapToDouble(AffineFit::weight).toArray();
    double[] minimumWeights = Arrays.stream(groups).mapToDouble(Samples::weight).toArray();
    ScaleSearch scaleSearch = new ScaleSearch(scaleLevels);
    Choice first =
        choose(
            scaleSearch.fit(new Samples(scales, scaleWeights)).scale(),
            scaleSearch.fit(new Samples(minima, minimumWeights)).scale());
    Choice second = regression(first);
    return codes(second.error < first.error ? second : first);
  }

  /** The integers for a {@code d} and a {@code dMin}, and the error of all groups with them. */
  private static final class Choice {
    private final float d;
    private final float dMin;
    private final int[] scales;
    private final int[] minima;
    private double error;

    Choice(float d, float dMin, int groups) {
      this.d = d;
      this.dMin = dMin;
      this.scales = new int[groups];
      this.minima = new int[groups];
    }
  }

  private Choice choose(double wanted, double wantedMin) {
    float dMin = Float16.nearest(wantedMin, 0);
    Choice choice = new Choice(stored(wanted, dMin), dMin, groups.length);
    for (int group = 0; group < groups.length; group++) {
      choose(choice, group);
    }
    return choice;
  }

  private void choose(Choice choice, int group) {
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = -1; i <= 1; i++) {
      int minimum = (int) scaleLevels.nearest(minimum(group, choice.dMin) + i);
      double m = (double) choice.dMin * minimum;
      double inverse = choice.d == 0 ? 0 : 1 / (double) choice.d;
      double wanted = Math.rint(fits[group].scaleFor(m) * inverse);
      double least = Math.ceil(search.reach(groups[group], m) * inverse * ALMOST_ONE);
      for (int j = -1; j <= 1; j++) {
        int scale = (int) scaleLevels.nearest(Math.max(wanted + j, least));
        double error = search.error(groups[group], (double) choice.d * scale, m);
        if (error < lowest && (i == 0 || scale >= least)) {
          lowest = error;
          choice.scales[group] = scale;
          choice.minima[group] = minimum;
        }
      }
    }
    choice.error += lowest;
  }

  /**
   * The f16 nearest to a {@code d}, but none so small that the largest scale is too small for an
   * element.
   */
  private float stored(double wanted, float dMin) {
    double least = 0;
    for (int group = 0; group < groups.length; group++) {
      double reach = search.reach(groups[group], dMin * minimum(group, dMin));
      least = Math.max(least, reach / scaleLevels.highest());
    }
    return Float16.nearest(wanted, least);
  }

  /** The minimum of a group, before its neighbours are tried. */
  private double minimum(int group, float dMin) {
    return dMin == 0 ? 0 : scaleLevels.nearest(fits[group].minimum() / dMin);
  }

  private Choice regression(Choice choice) {
    double qq = 0;
    double qm = 0;
    double mm = 0;
    double xq = 0;
    double xm = 0;
    for (int group = 0; group < groups.length; group++) {
      double scale = (double) choice.d * choice.scales[group];
      double inverse = scale == 0 ? 0 : 1 / scale;
      double m = choice.minima[group];
      for (int i = 0; i < groups[group].count(); i++) {
        double x = groups[group].x(i);
        double w = groups[group].weight(i);
        double q = choice.scales[group] * search.nearest((x + choice.dMin * m) * inverse);
        qq += w * q * q;
        qm += w * q * m;
        mm += w * m * m;
        xq += w * x * q;
        xm += w * x * m;
      }
    }
    double determinant = qq * mm - qm * qm;
    if (determinant > 1e-9 * qq * mm) {
      return choose((mm * xq - qm * xm) / determinant, (qm * xq - qq * xm) / determinant);
    }
    return mm == 0 && qq > 0 ? choose(xq / qq, 0) : choice;
  }

  private AffineGroups codes(Choice choice) {
    int size = groups[0].count();
    byte[] codes = new byte[groups.length * size];
    for (int group = 0; group < groups.length; group++) {
      double scale = (double) choice.d * choice.scales[group];
      double minimum = (double) choice.dMin * choice.minima[group];
      search.codes(groups[group], scale, minimum, codes, group * size);
    }
    return new AffineGroups(choice.d, choice.dMin, choice.scales, choice.minima, codes);
  }
}
