package dev.nibble.engine.architecture;

/** Which channels of a head rotary position embedding turns together. */
public enum Pairing {
  /** Neighbours: (0, 1), (2, 3), ... as in RoFormer. */
  NEIGHBOURS,
  /** The two halves of the rotated channels: (0, n/2), (1, n/2 + 1), ... as in GPT-NeoX. */
  HALVES
}
