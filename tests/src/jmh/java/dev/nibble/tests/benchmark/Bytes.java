package dev.nibble.tests.benchmark;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Bytes that an operation has to read from memory: weights, or keys and values. */
@AuxCounters
@State(Scope.Thread)
public class Bytes {
  /** In billions: printed as GB/s. */
  public double gigabytes;

  void add(long bytes) {
    gigabytes += bytes * 1e-9;
  }
}
