package dev.nibble.engine.device.host;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.DeviceRequest;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Probe;
import dev.nibble.engine.kernel.tier.Tier;
import dev.nibble.engine.kernel.tier.TierSelector;
import dev.nibble.engine.measure.MachineMemory;
import java.util.List;

/** Finds the one device that every machine has: its CPU. */
public final class HostAccelerator implements Accelerator {
  private static final String ID = "host";

  /** Creates the accelerator. */
  public HostAccelerator() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean standsIn() {
    return true;
  }

  @Override
  public Probe probe() {
    long memory = MachineMemory.physicalBytes().orElse(Runtime.getRuntime().maxMemory());
    return new Probe.Found(
        List.of(
            new DeviceInfo(
                ID, 0, "the CPU playing a device", "Nibble's own kernels", memory / 2, true)));
  }

  @Override
  public Outcome<Device> open(DeviceRequest request) {
    return new Outcome.Done<>(
        new HostDevice(
            request.info(),
            request.memoryBytes(),
            TierSelector.start(
                request.vectorized() ? Tier.VECTOR : Tier.SCALAR, request.threads())));
  }
}
