package dev.nibble.engine.device;

import dev.nibble.engine.measure.ByteSize;

/**
 * Something has moved to a device or away from it.
 *
 * @param kind what happened
 * @param cause the name of the reason: {@code loaded}, {@code budget} where R has passed G, {@code
 *     memory} where there is enough again, or the {@linkplain Refusal#kind() kind} of refusal
 * @param detail the reason, for a person
 * @param fromLayer the first layer that moved
 * @param toLayer one past the last; the same as the first where no layer moved
 * @param output whether the output projection moved
 * @param position the longest sequence of the pass in tokens, 0 at load
 * @param requiredBytes R: what the planned layers would take on the device
 * @param budgetBytes G: what the device may use
 */
public record PlacementChange(
    Kind kind,
    String cause,
    String detail,
    int fromLayer,
    int toLayer,
    boolean output,
    int position,
    long requiredBytes,
    long budgetBytes) {

  /** What happened. */
  public enum Kind {
    /** Layers went to the device when the model was loaded. */
    PLACED,
    /** They left the device: a fallback. */
    LEFT,
    /** They came back. */
    RETURNED
  }

  /** The change in one line. */
  public String text() {
    String verb =
        switch (kind) {
          case PLACED -> "placed on the device";
          case LEFT -> "moved to the CPU";
          case RETURNED -> "moved back to the device";
        };
    return "%s %s at token %d: %s (R %s, G %s)"
        .formatted(
            what(),
            verb,
            position,
            detail,
            ByteSize.format(requiredBytes),
            ByteSize.format(budgetBytes));
  }

  private String what() {
    int count = toLayer - fromLayer;
    String layers =
        switch (count) {
          case 0 -> "";
          case 1 -> "layer " + fromLayer;
          default -> "layers %d to %d".formatted(fromLayer, toLayer - 1);
        };
    if (!output) {
      return layers;
    }
    return count == 0 ? "output" : layers + " and output";
  }
}
