package dev.nibble.tests.benchmark;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Activations that an operation writes. */
@AuxCounters
@State(Scope.Thread)
public class Elements {
  /** In billions a second. */
  public double gigaElements;

  void add(long elements) {
    gigaElements += elements * 1e-9;
  }
}
