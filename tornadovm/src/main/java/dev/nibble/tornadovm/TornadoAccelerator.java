package dev.nibble.tornadovm;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.DeviceRequest;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Probe;
import dev.nibble.engine.device.Refusal;

/** Finds the devices of TornadoVM. */
public final class TornadoAccelerator implements Accelerator {
  static final String ID = "tornadovm";

  /** Creates the accelerator. */
  public TornadoAccelerator() {}

  @Override
  public String id() {
    return ID;
  }

  /** Whatever TornadoVM reaches is asked for: a CPU that a driver plays device says so by name. */
  @Override
  public boolean standsIn() {
    return false;
  }

  @Override
  public Probe probe() {
    return FoundDevices.find().probe();
  }

  @Override
  public Outcome<Device> open(DeviceRequest request) {
    DeviceInfo info = request.info();
    FoundDevices found = FoundDevices.find();
    long memory = Math.min(request.memoryBytes(), found.limit());
    return found
        .device(info.index())
        .<Outcome<Device>>map(device -> new Outcome.Done<>(new TornadoGpu(info, device, memory)))
        .orElseGet(() ->
            Outcome.refused(new Refusal.Unsupported("there is no device %s".formatted(info.id()))));
  }
}
