package dev.nibble.engine.device;

/** A device was required and cannot be used. */
public final class DeviceUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param reason why, in a sentence
   */
  public DeviceUnavailableException(String reason) {
    super(
        "a device is required: %s; --gpu auto goes on without one, --gpu host plays one"
            .formatted(reason));
  }
}
