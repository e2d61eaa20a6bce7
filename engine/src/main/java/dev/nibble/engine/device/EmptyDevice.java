package dev.nibble.engine.device;

/** A device without any layers, to be measured. */
public final class EmptyDevice {
  private EmptyDevice() {}

  /**
   * Opens a device, measures what it can do at best, and closes it.
   *
   * @param chosen the device
   * @param options what it may use, and how long an operation may take
   * @param threads how many threads a device has that the CPU plays
   * @return the ceiling, or why it was not measured
   */
  public static Outcome<DeviceCeiling> ceiling(
      DeviceChoice.Chosen chosen, OffloadOptions options, int threads) {
    DeviceRequest request =
        new DeviceRequest(chosen.info(), options.memoryBytes(chosen.info()), threads, true);
    try (DeviceThread thread = new DeviceThread(options.deadline())) {
      return switch (thread.call(() -> chosen.accelerator().open(request))) {
        case Outcome.Refused<Device>(Refusal refusal) -> Outcome.refused(refusal);
        case Outcome.Done<Device>(Device device) -> {
          Outcome<DeviceCeiling> ceiling = thread.call(device::ceiling, DeviceCeiling.DEADLINE);
          thread.close(device);
          yield ceiling;
        }
      };
    }
  }
}
