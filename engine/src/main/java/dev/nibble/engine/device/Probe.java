package dev.nibble.engine.device;

import java.util.List;

/** What an accelerator found. */
public sealed interface Probe {

  /**
   * Devices.
   *
   * @param devices one or more
   */
  record Found(List<DeviceInfo> devices) implements Probe {
    /** Copies the list. */
    public Found {
      devices = List.copyOf(devices);
    }
  }

  /**
   * None.
   *
   * @param reason why, in a sentence that says what to do
   */
  record Absent(String reason) implements Probe {}
}
