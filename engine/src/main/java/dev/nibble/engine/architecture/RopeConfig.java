package dev.nibble.engine.architecture;

/**
 * Rotary position embedding (Su et al. 2021).
 *
 * @param pairing which channels turn together
 * @param rotatedChannels channels of a head that turn, an even number; the others stay as they are
 * @param base the base of the frequencies
 * @param scaling how positions beyond the trained ones are reached
 */
public record RopeConfig(Pairing pairing, int rotatedChannels, float base, RopeScaling scaling) {

  /**
   * The same with other frequencies.
   *
   * @param otherBase their base
   * @param otherScaling how their positions are scaled
   * @return the configuration
   */
  public RopeConfig with(float otherBase, RopeScaling otherScaling) {
    return new RopeConfig(pairing, rotatedChannels, otherBase, otherScaling);
  }
}
