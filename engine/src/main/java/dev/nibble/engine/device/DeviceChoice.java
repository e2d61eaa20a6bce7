package dev.nibble.engine.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The device that options ask for. */
public sealed interface DeviceChoice {

  /**
   * There is one.
   *
   * @param accelerator opens it
   * @param info what it is
   */
  record Chosen(Accelerator accelerator, DeviceInfo info) implements DeviceChoice {}

  /**
   * There is none.
   *
   * @param reason why, in a sentence
   */
  record None(String reason) implements DeviceChoice {}

  /**
   * The property in which the program that starts Java says why it gives it no accelerator for real
   * devices.
   */
  String REASON_PROPERTY = "nibble.gpu.none";

  /** Why this process has no accelerator for real devices, where that is so. */
  static String withoutAccelerator() {
    return System.getProperty(REASON_PROPERTY, "this build has no accelerator for real devices");
  }

  /** All accelerators that this process can find. */
  static List<Accelerator> accelerators() {
    List<Accelerator> all = new ArrayList<>();
    ServiceLoader.load(Accelerator.class, Accelerator.class.getClassLoader()).forEach(all::add);
    return all;
  }

  /**
   * Looks for the device.
   *
   * @param options which one
   * @param accelerators who may have it
   * @return the device, or why there is none
   */
  static DeviceChoice of(OffloadOptions options, List<Accelerator> accelerators) {
    if (options.choice() == GpuChoice.OFF) {
      return new None("--gpu off");
    }
    if (options.layers() == 0) {
      return new None("no layer was wanted on a device");
    }
    boolean host = options.choice() == GpuChoice.HOST;
    List<Chosen> found = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Accelerator accelerator : accelerators) {
      if (accelerator.standsIn() == host) {
        switch (probe(accelerator, options.deadline())) {
          case Probe.Found devices ->
              devices.devices().forEach(info -> found.add(new Chosen(accelerator, info)));
          case Probe.Absent absent -> reasons.add(accelerator.id() + ": " + absent.reason());
        }
      }
    }
    if (found.isEmpty()) {
      return new None(reasons.isEmpty() ? withoutAccelerator() : String.join("; ", reasons));
    }
    return options.device() < found.size()
        ? found.get(options.device())
        : new None(
            "there is no device %d among the %d that were found"
                .formatted(options.device(), found.size()));
  }

  /** Drivers are asked as devices are: one that throws or does not answer is none. */
  private static Probe probe(Accelerator accelerator, Duration deadline) {
    try (DeviceThread thread = new DeviceThread(deadline)) {
      return switch (thread.call(() -> new Outcome.Done<>(accelerator.probe()))) {
        case Outcome.Done<Probe>(Probe probe) -> probe;
        case Outcome.Refused<Probe>(Refusal refusal) -> new Probe.Absent(refusal.text());
      };
    }
  }
}
