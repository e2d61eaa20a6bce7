package dev.nibble.cli.page;

import java.util.ArrayList;
import java.util.List;

/** Finds room for the names of points, so that none covers another or a point. */
public final class PlotLabels {
  /**
   * About what a character takes in the font that plots have on narrow screens, the largest; no one
   * measures text in a file.
   */
  private static final double CHARACTER_WIDTH = 14;

  private static final double HEIGHT = 26;

  /** From the middle of a point to its name. */
  private static final double DISTANCE = 10;

  /** From the middle of a letter down to the line that it stands on. */
  private static final double ABOVE_BASELINE = 5;

  private final double left;
  private final double right;
  private final List<Box> taken = new ArrayList<>();

  private record Box(double x, double y, double width, double height) {
    boolean meets(Box other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  /**
   * Where a name goes.
   *
   * @param x the end of it that is next to the point
   * @param baseline the line that it stands on
   * @param anchor which end that is, as SVG calls it: {@code start} or {@code end}
   */
  public record Place(double x, double baseline, String anchor) {}

  /** An empty plot between two vertical lines. */
  public PlotLabels(double left, double right) {
    this.left = left;
    this.right = right;
  }

  /** A point or an error bar: no name may cover it. */
  public void keepFree(double x, double top, double bottom) {
    taken.add(new Box(x - 6, top - 6, 12, bottom - top + 12));
  }

  /** Room for a name beside a point, or above or below; at its right where there is none at all. */
  public Place place(String name, double x, double y) {
    double width = name.length() * CHARACTER_WIDTH;
    List<Box> candidates = new ArrayList<>();
    for (double shift : new double[] {0, -HEIGHT, HEIGHT, -2 * HEIGHT, 2 * HEIGHT}) {
      double top = y - HEIGHT / 2 + shift;
      candidates.add(new Box(x + DISTANCE, top, width, HEIGHT));
      candidates.add(new Box(x - DISTANCE - width, top, width, HEIGHT));
    }
    Box chosen =
        candidates.stream()
            .filter(box -> box.x >= left && box.x + box.width <= right)
            .filter(box -> taken.stream().noneMatch(box::meets))
            .findFirst()
            .orElse(candidates.getFirst());
    taken.add(chosen);
    double baseline = chosen.y + HEIGHT / 2 + ABOVE_BASELINE;
    return chosen.x > x
        ? new Place(chosen.x, baseline, "start")
        : new Place(chosen.x + width, baseline, "end");
  }
}
