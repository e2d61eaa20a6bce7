package dev.nibble.engine.device;

/**
 * How often a device's answers are held against the CPU's. That they are finite is always looked
 * at.
 */
public enum SelfCheck {
  /** Each layer once, before it is used. */
  LOAD,
  /**
   * A layer with a known answer behind each pass, in turn, before its results are used: a device
   * that answers wrongly from some point on is found before the next token is chosen.
   */
  STEP,
  /** All results: the CPU computes everything too. */
  ALL
}
