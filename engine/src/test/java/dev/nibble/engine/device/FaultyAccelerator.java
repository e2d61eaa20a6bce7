package dev.nibble.engine.device;

import java.util.concurrent.atomic.AtomicInteger;

/** Opens devices of another accelerator that do something wrong. Passes for a real one. */
public final class FaultyAccelerator implements Accelerator {
  private final Accelerator right;
  private final Faults faults;
  private final AtomicInteger open = new AtomicInteger();
  private volatile long usedAtClose;

  /**
   * Creates the accelerator.
   *
   * @param right does what is done right
   * @param faults says what is not
   */
  public FaultyAccelerator(Accelerator right, Faults faults) {
    this.right = right;
    this.faults = faults;
  }

  /** How many devices are open. */
  public int open() {
    return open.get();
  }

  /** What the device that was closed last was still using. */
  public long usedAtClose() {
    return usedAtClose;
  }

  @Override
  public String id() {
    return right.id();
  }

  @Override
  public boolean standsIn() {
    return false;
  }

  @Override
  public Probe probe() {
    return right.probe();
  }

  @Override
  public Outcome<Device> open(DeviceRequest request) {
    return faults.call(
        "open",
        () -> {
          Outcome<Device> outcome = right.open(request);
          if (outcome instanceof Outcome.Done<Device>(Device device)) {
            open.incrementAndGet();
            return new Outcome.Done<>(new FaultyDevice(device, faults, this::closed));
          }
          return outcome;
        });
  }

  private void closed(Device device) {
    usedAtClose = device.usedBytes();
    open.decrementAndGet();
  }
}
