package dev.nibble.engine.device;

/**
 * A kind of devices, found by {@link java.util.ServiceLoader}. Implementations have a public
 * constructor without parameters that does nothing that can fail.
 */
public interface Accelerator {

  /** Its name on the command line and in reports: {@code host}, {@code tornadovm}. */
  String id();

  /**
   * Whether it is the CPU that plays the device. Such a one is used where it is asked for by name
   * alone.
   */
  boolean standsIn();

  /**
   * Looks for devices. Whatever goes wrong is the reason that there is none: this does not throw.
   */
  Probe probe();

  /**
   * Opens a device.
   *
   * @param request which, and what it may use
   * @return the device, to be closed by the caller, or why it cannot be opened
   */
  Outcome<Device> open(DeviceRequest request);
}
