package dev.nibble.tests.benchmark;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Multiply-adds. */
@AuxCounters
@State(Scope.Thread)
public class Macs {
  /** In billions: printed as GMAC/s. */
  public double gigaMacs;

  void add(double macs) {
    gigaMacs += macs * 1e-9;
  }
}
