package dev.nibble.engine;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.DeviceChoice;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.Probe;
import dev.nibble.engine.kernel.tier.TierSelector;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.JavaOptions;
import dev.nibble.engine.measure.MachineMemory;
import dev.nibble.engine.measure.Processor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What the machine and the process offer to an engine. */
public final class Doctor {
  private static final String DEVICE = "device";

  private Doctor() {}

  /**
   * Looks at the Java virtual machine, the vector unit, cores, memory and devices.
   *
   * @return one check each; one that did not pass names the flag to add
   */
  public static List<Check> examine() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check.Passed(
            "JDK",
            "%s, %s, %s %s"
                .formatted(
                    Runtime.version(),
                    System.getProperty("java.vendor"),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"))));
    checks.addAll(TierSelector.checks());
    JavaOptions.ofThisProcess()
        .map(JavaOptions::argumentFiles)
        .orElse(List.of())
        .forEach(file -> checks.add(new Check.Passed("argument file", file.toString())));
    checks.add(new Check.Passed("cores", Integer.toString(Processor.usableCores())));
    checks.add(new Check.Passed("memory", memory()));
    List<Accelerator> accelerators = DeviceChoice.accelerators();
    accelerators.forEach(accelerator -> checks.addAll(devices(accelerator)));
    if (accelerators.stream().allMatch(Accelerator::standsIn)) {
      checks.add(new Check.Passed(DEVICE, "no real one: " + DeviceChoice.withoutAccelerator()));
    }
    return checks;
  }

  private static List<Check> devices(Accelerator accelerator) {
    return switch (accelerator.probe()) {
      case Probe.Found(List<DeviceInfo> devices) ->
          devices.stream().<Check>map(Doctor::device).toList();
      case Probe.Absent(String reason) ->
          List.of(new Check.Passed(DEVICE, "none by %s: %s".formatted(accelerator.id(), reason)));
    };
  }

  private static Check device(DeviceInfo info) {
    return new Check.Passed(
        DEVICE,
        "%s, %s, %s, %s"
            .formatted(
                info.id(), info.name(), ByteSize.format(info.memoryBytes()), info.backend()));
  }

  /**
   * Looks at what a loaded model got.
   *
   * @param engine the engine
   * @return the kernels and threads that it uses, where its weights come from, and which layers are
   *     on a device
   */
  public static List<Check> examine(Engine engine) {
    List<Check> checks = new ArrayList<>();
    checks.add(kernels(engine));
    checks.addAll(Circumstances.of(engine.pageCache(), engine.threads()));
    engine.placement().forEach(line -> checks.add(new Check.Passed("layers", line)));
    return checks;
  }

  private static Check kernels(Engine engine) {
    String found =
        String.format(Locale.ROOT, "%s for %,d weights", engine.kernels(), engine.weights());
    String rule =
        String.format(
            Locale.ROOT, "; scalar is the default under %,d", TierSelector.MIN_WEIGHTS_FOR_VECTOR);
    boolean small = engine.weights() < TierSelector.MIN_WEIGHTS_FOR_VECTOR;
    return new Check.Passed("kernels", small ? found + rule : found);
  }

  private static String memory() {
    OptionalLong physical = MachineMemory.physicalBytes();
    return "%s, of which Java's heap may take %s"
        .formatted(
            physical.isPresent() ? ByteSize.format(physical.getAsLong()) : "unknown",
            ByteSize.format(Runtime.getRuntime().maxMemory()));
  }
}
