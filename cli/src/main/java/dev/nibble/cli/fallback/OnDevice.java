package dev.nibble.cli.fallback;

/**
 * What of a model is on a device.
 *
 * @param layers how many layers, counted from the last
 * @param output whether the output projection is there too
 */
public record OnDevice(int layers, boolean output) {

  /** How many things can leave one by one. */
  public int units() {
    return layers + (output ? 1 : 0);
  }

  /** Both in words. */
  public String text() {
    return switch (layers) {
      case 0 -> output ? "output" : "none";
      case 1 -> output ? "1 layer and output" : "1 layer";
      default -> output ? layers + " layers and output" : layers + " layers";
    };
  }
}
