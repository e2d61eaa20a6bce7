package dev.nibble.engine.sampling;

/**
 * How a token is chosen. The steps work in this order: penalties, top-k, typical, top-p, min-p,
 * temperature, draw.
 *
 * @param temperature 0 takes the most likely token always; 1 draws from the model's distribution
 * @param topK keeps the k most likely; 0 keeps all
 * @param topP keeps the most likely up to this mass; 1 keeps all
 * @param minP keeps those at least this share as likely as the best; 0 keeps all
 * @param typicalP keeps the locally typical up to this mass; 1 keeps all
 * @param repetitionPenalty divides positive logits of tokens seen before; 1 does nothing
 * @param frequencyPenalty subtracted for each time a token was seen; 0 does nothing
 * @param presencePenalty subtracted where a token was seen; 0 does nothing
 * @param penaltyWindow how many tokens the penalties look back; negative for all
 * @param seed of the random numbers: the same seed and options give the same text
 */
public record SamplingOptions(
    float temperature,
    int topK,
    double topP,
    double minP,
    double typicalP,
    float repetitionPenalty,
    float frequencyPenalty,
    float presencePenalty,
    int penaltyWindow,
    long seed) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  public SamplingOptions {
    require(
        temperature >= 0 && Float.isFinite(temperature), "temperature", temperature, "0 or more");
    require(topK >= 0, "top-k", topK, "0 or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "over 0, up to 1");
    require(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
    require(typicalP > 0 && typicalP <= 1, "typical-p", typicalP, "over 0, up to 1");
    require(
        repetitionPenalty > 0 && Float.isFinite(repetitionPenalty),
        "repetition penalty",
        repetitionPenalty,
        "over 0");
    require(Float.isFinite(frequencyPenalty), "frequency penalty", frequencyPenalty, "a number");
    require(Float.isFinite(presencePenalty), "presence penalty", presencePenalty, "a number");
  }

  private static void require(boolean holds, String name, Number found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + found + ", expected " + expected);
    }
  }

  /** The most likely token always. */
  public static SamplingOptions greedy() {
    return new SamplingOptions(0, 0, 1, 0, 1, 1, 0, 0, 0, 0);
  }

  /**
   * Draws from the model's own distribution.
   *
   * @param temperature over 0; 1 leaves the distribution as it is
   * @param seed of the random numbers
   * @return the options
   */
  public static SamplingOptions random(float temperature, long seed) {
    return new SamplingOptions(temperature, 0, 1, 0, 1, 1, 0, 0, 0, seed);
  }

  /**
   * The same with other random numbers.
   *
   * @param number the seed
   * @return the options
   */
  public SamplingOptions withSeed(long number) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        typicalP,
        repetitionPenalty,
        frequencyPenalty,
        presencePenalty,
        penaltyWindow,
        number);
  }

  /** Whether the draw is no draw: the most likely token is taken. */
  public boolean isGreedy() {
    return temperature == 0 || topK == 1;
  }

  /** Whether any penalty does anything. */
  public boolean penalizes() {
    return (repetitionPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0)
        && penaltyWindow != 0;
  }
}
