package dev.nibble.tokenizer.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/** A set of Unicode scalar values: code points without the surrogates. Immutable. */
public final class CodePoints {
  /** All of them. */
  public static final CodePoints ALL =
      new CodePoints(
          List.of(
              new Range(0, Character.MIN_SURROGATE - 1),
              new Range(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT)));

  /** None of them. */
  public static final CodePoints NONE = new CodePoints(List.of());

  /** Ascending, apart from each other. */
  private final List<Range> ranges;

  /**
   * Neighbours.
   *
   * @param first the lowest
   * @param last the highest, itself included
   */
  private record Range(int first, int last) {}

  private CodePoints(List<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * The code points from one to another, surrogates left out.
   *
   * @param first the lowest
   * @param last the highest, itself included
   * @return the set, empty where {@code last} is lower than {@code first}
   */
  public static CodePoints range(int first, int last) {
    return last < first ? NONE : new CodePoints(List.of(new Range(first, last))).intersect(ALL);
  }

  /**
   * The characters of a text.
   *
   * @param text in any order
   * @return the set
   */
  public static CodePoints of(String text) {
    return text.codePoints().mapToObj(c -> range(c, c)).reduce(NONE, CodePoints::union);
  }

  /**
   * What is in this set, in another, or in both.
   *
   * @param other the other set
   * @return the union
   */
  public CodePoints union(CodePoints other) {
    List<Range> all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    all.sort(Comparator.comparingInt(Range::first));
    List<Range> joined = new ArrayList<>();
    for (Range next : all) {
      Range before = joined.isEmpty() ? null : joined.getLast();
      if (before != null && next.first <= before.last + 1) {
        joined.set(joined.size() - 1, new Range(before.first, Math.max(before.last, next.last)));
      } else {
        joined.add(next);
      }
    }
    return new CodePoints(List.copyOf(joined));
  }

  /**
   * What is in both sets.
   *
   * @param other the other set
   * @return the intersection
   */
  public CodePoints intersect(CodePoints other) {
    List<Range> common = new ArrayList<>();
    int i = 0;
    int k = 0;
    while (i < ranges.size() && k < other.ranges.size()) {
      Range a = ranges.get(i);
      Range b = other.ranges.get(k);
      int first = Math.max(a.first, b.first);
      int last = Math.min(a.last, b.last);
      if (first <= last) {
        common.add(new Range(first, last));
      }
      if (a.last < b.last) {
        i++;
      } else {
        k++;
      }
    }
    return new CodePoints(List.copyOf(common));
  }

  /** What is not in this set. */
  public CodePoints complement() {
    List<Range> rest = new ArrayList<>();
    int next = 0;
    for (Range range : ranges) {
      if (next < range.first) {
        rest.add(new Range(next, range.first - 1));
      }
      next = range.last + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      rest.add(new Range(next, Character.MAX_CODE_POINT));
    }
    return new CodePoints(List.copyOf(rest)).intersect(ALL);
  }

  /**
   * What is in this set and not in another.
   *
   * @param other the other set
   * @return the difference
   */
  public CodePoints minus(CodePoints other) {
    return intersect(other.complement());
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /**
   * Whether a code point is in it.
   *
   * @param codePoint any
   * @return whether it is
   */
  public boolean contains(int codePoint) {
    return ranges.stream().anyMatch(r -> r.first <= codePoint && codePoint <= r.last);
  }

  /**
   * Shows the set as ranges.
   *
   * @param action receives the lowest and the highest of each, ascending
   */
  public void forEachRange(BiConsumer<Integer, Integer> action) {
    ranges.forEach(range -> action.accept(range.first, range.last));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodePoints that && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  @Override
  public String toString() {
    return ranges.toString();
  }
}
