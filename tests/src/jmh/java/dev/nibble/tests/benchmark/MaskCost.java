package dev.nibble.tests.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What texts took under a constraint and without, in pairs. JMH adds up what iterations return. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class MaskCost {
  private final List<Double> ratios = new ArrayList<>();

  /** Forgets the pairs of the iteration before. */
  @Setup(Level.Iteration)
  public void clear() {
    ratios.clear();
  }

  void add(long constrainedNanos, long freeNanos) {
    ratios.add((double) constrainedNanos / freeNanos);
  }

  /** How much longer the constrained text of a pair took, in percent: the median of all pairs. */
  public double percent() {
    Collections.sort(ratios);
    return ratios.isEmpty() ? Double.NaN : 100 * (ratios.get(ratios.size() / 2) - 1);
  }

  /** How many pairs there were. */
  public int pairs() {
    return ratios.size();
  }
}
