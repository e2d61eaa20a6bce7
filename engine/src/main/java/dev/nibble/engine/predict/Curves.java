package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.DecodeSpeed;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.FallbackRun;

/** Formulas of the framework as functions of one number, for plots. */
public final class Curves {
  private final Evidence evidence;

  /**
   * Prepares.
   *
   * @param evidence what all other numbers are taken from
   */
  public Curves(Evidence evidence) {
    this.evidence = evidence;
  }

  /**
   * Tokens a second of one sequence, where memory decides.
   *
   * @param bytes what is read for a token
   */
  public double decodeSpeed(double bytes) {
    return DecodeRate.bandwidth(
            "", evidence.speed().ceiling().bytesPerSecond(), Math.round(bytes), 0)
        .value();
  }

  /**
   * Tokens a second of sequences whose tokens go through the model together: what memory allows
   * before the crossing, what arithmetic allows behind it.
   *
   * @param sequences how many
   */
  public double throughput(double sequences) {
    DecodeSpeed speed = evidence.speed();
    double arithmetic = speed.prefillMultiplyAddsPerSecond() / evidence.model().multipliedWeights();
    return Math.min(
        sequences * decodeSpeed((double) evidence.model().multipliedBytes()), arithmetic);
  }

  /**
   * Bytes of keys and values of one sequence.
   *
   * @param tokens its length
   */
  public double kvBytes(double tokens) {
    return KvMemory.grouped(
            evidence.model(), 1, (int) Math.round(tokens), evidence.memory().kv().elementBytes())
        .value();
  }

  /**
   * Tokens a second of a model that is granted a part of what it needs.
   *
   * @param need R / G: how many times what it needs is what it is granted
   */
  public double performance(double need) {
    FallbackRun run = evidence.fallback();
    long budget = (long) (run.requiredBytes() / need);
    return Fallback.performance(
            "",
            run.requiredBytes(),
            budget,
            Math.min(budget, run.requiredBytes()),
            run.optimal(),
            run.fallen())
        .value();
  }

  /**
   * The least mean squared error of a Gaussian source, as a part of its variance.
   *
   * @param bits R, bits a weight
   */
  public static double distortion(double bits) {
    return Math.pow(2, -2 * bits);
  }
}
