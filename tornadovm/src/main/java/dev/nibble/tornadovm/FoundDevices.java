package dev.nibble.tornadovm;

import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** What TornadoVM finds in this process: asked once, since after a failure it answers otherwise. */
final class FoundDevices {
  private static final String RECOVERY = "tornado.recover.bailout";
  private static final String LIMIT = "tornado.device.memory";
  private static final Pattern DRIVER = Pattern.compile("(?m)^Driver version *: *(.+)$");

  private final List<TornadoDevice> devices;
  private final Probe probe;
  private final AtomicLong lostBytes = new AtomicLong();

  private FoundDevices(List<TornadoDevice> devices, Probe probe) {
    this.devices = devices;
    this.probe = probe;
  }

  /** Finds them, or finds out why there are none. */
  static FoundDevices find() {
    return Holder.FOUND;
  }

  private static final class Holder {
    private static final FoundDevices FOUND = search();

    private Holder() {}
  }

  private static FoundDevices search() {
    if (Boolean.parseBoolean(System.getProperty(RECOVERY, "true"))) {
      return none(
          "TornadoVM would hide kernels that fail; start Java with -D" + RECOVERY + "=False");
    }
    try {
      return all(TornadoRuntimeProvider.getTornadoRuntime());
    } catch (Throwable e) {
      // Missing classes, libraries and drivers are errors of all kinds.
      return none(reason(e));
    }
  }

  private static FoundDevices none(String reason) {
    return new FoundDevices(List.of(), new Probe.Absent(reason));
  }

  private static FoundDevices all(TornadoRuntime runtime) {
    List<TornadoDevice> devices = new ArrayList<>();
    List<DeviceInfo> infos = new ArrayList<>();
    for (int i = 0; i < runtime.getNumBackends(); i++) {
      TornadoBackend backend = runtime.getBackend(i);
      for (TornadoDevice device : backend.getAllDevices()) {
        infos.add(info(devices.size(), device));
        devices.add(device);
      }
    }
    return devices.isEmpty()
        ? none("TornadoVM finds no device; install a driver of OpenCL or CUDA")
        : new FoundDevices(List.copyOf(devices), new Probe.Found(infos));
  }

  private static DeviceInfo info(int index, TornadoDevice device) {
    String type = device.getDeviceType().name();
    String kind = type.substring(type.lastIndexOf('_') + 1);
    return new DeviceInfo(
        TornadoAccelerator.ID,
        index,
        "%s (%s)".formatted(device.getPhysicalDevice().getDeviceName().strip(), kind),
        "TornadoVM, %s, %s%s"
            .formatted(
                device.getTornadoVMBackend(), device.getPlatformName().strip(), driver(device)),
        device.getPhysicalDevice().getDeviceGlobalMemorySize(),
        false);
  }

  /** Which driver it is, where TornadoVM knows: not with PTX. */
  private static String driver(TornadoDevice device) {
    Matcher version = DRIVER.matcher(device.getPhysicalDevice().getDeviceInfo());
    return version.find() ? ", driver " + version.group(1).strip() : "";
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
    return "TornadoVM does not start: %s: %s; point TORNADOVM_HOME to its SDK"
        .formatted(cause.getClass().getSimpleName(), message);
  }

  Probe probe() {
    return probe;
  }

  /**
   * A device that was found.
   *
   * @param index its number
   */
  Optional<TornadoDevice> device(int index) {
    return index < devices.size() ? Optional.of(devices.get(index)) : Optional.empty();
  }

  /**
   * What TornadoVM lets this process use of a device, in bytes: {@code tornado.device.memory}
   * without what it will not give back.
   */
  long limit() {
    return DeviceMemoryLimit.parse(System.getProperty(LIMIT, "4GB")) - lostBytes.get();
  }

  /**
   * Objects have been allocated in whose place others will be put: TornadoVM then forgets them, and
   * frees and counts them never.
   *
   * @param bytes what they take
   */
  void lose(long bytes) {
    lostBytes.addAndGet(bytes);
  }
}
