package dev.nibble.engine.measure;

import java.util.OptionalDouble;

/**
 * What a device holds and how fast that makes a model.
 *
 * @param device the device, such as {@code host:0}; empty where there is none
 * @param layers layers of the model
 * @param plannedFirst the first layer that was planned for the device; all behind it were
 * @param first the first layer that is there at present; all behind it are
 * @param plannedOutput whether the output projection was planned for it
 * @param output whether that is there
 * @param requiredBytes R: what all that was planned would take at present
 * @param budgetBytes G: what the device may use
 * @param usedBytes what it uses
 * @param fallbacks how often something left the device so far
 * @param returns how often something came back so far
 * @param optimal P_opt, tokens a second with everything planned on the device
 * @param fallen P_fall, tokens a second with nothing on the device
 * @param present P, tokens a second since the last change
 */
public record OffloadMeters(
    String device,
    int layers,
    int plannedFirst,
    int first,
    boolean plannedOutput,
    boolean output,
    long requiredBytes,
    long budgetBytes,
    long usedBytes,
    long fallbacks,
    long returns,
    OptionalDouble optimal,
    OptionalDouble fallen,
    OptionalDouble present) {

  /**
   * No device.
   *
   * @param layers layers of the model
   */
  public static OffloadMeters none(int layers) {
    OptionalDouble unknown = OptionalDouble.empty();
    return new OffloadMeters(
        "", layers, layers, layers, false, false, 0, 0, 0, 0, 0, unknown, unknown, unknown);
  }

  /**
   * Whether a layer is on the device.
   *
   * @param layer from 0
   */
  public boolean isOnDevice(int layer) {
    return layer >= first;
  }

  /** Whether anything is on the device. */
  public boolean usesDevice() {
    return first < layers || output;
  }

  /** Whether everything is on the device, the output projection too. */
  public boolean usesDeviceAlone() {
    return first == 0 && output;
  }

  /** How many layers are on the device. */
  public int deviceLayers() {
    return layers - first;
  }

  /** The FallbackFade alpha = P / P_fall where R is over G; empty until both are measured. */
  public OptionalDouble alpha() {
    boolean fallback = requiredBytes > budgetBytes || first > plannedFirst;
    return fallback && fallen.isPresent() && present.isPresent()
        ? OptionalDouble.of(present.getAsDouble() / fallen.getAsDouble())
        : OptionalDouble.empty();
  }
}
