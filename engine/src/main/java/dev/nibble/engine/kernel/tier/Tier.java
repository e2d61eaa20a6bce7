package dev.nibble.engine.kernel.tier;

/** The implementations of the kernels. */
public enum Tier {
  /** Plain loops: runs everywhere, and is the reference. */
  SCALAR,
  /** {@code jdk.incubator.vector}. */
  VECTOR,
  /** Products in machine code assembled for this processor, the rest as {@link #VECTOR}. */
  ASSEMBLED
}
