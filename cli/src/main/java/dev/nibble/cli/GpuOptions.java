package dev.nibble.cli;

import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.SelfCheck;
import dev.nibble.engine.measure.ByteSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@link GpuMixin}, which {@code --help} shows together. */
final class GpuOptions {
  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

  /** A day and more: whoever waits for longer does not need a deadline. */
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(100_000);

  @Option(
      names = "--gpu",
      paramLabel = "KIND",
      description =
          "auto: where there is a device; require: end with exit code 4 where there is none; off;"
              + " host: the CPU plays a device (default: auto).")
  private GpuChoice choice = GpuChoice.AUTO;

  @Option(
      names = "--gpu-layers",
      paramLabel = "N",
      description =
          "Layers on the device at most, from the last one; one more stands for the output"
              + " projection (default: all that fit).")
  private Integer layers;

  @Option(
      names = "--gpu-memory",
      paramLabel = "SIZE",
      description = "What the device may use, such as 512M or 4G (default: what it has).")
  private String memory;

  @Option(
      names = "--device",
      paramLabel = "N",
      description = "Which of the devices that nibble doctor lists, from 0 (default: 0).")
  private int device;

  @Option(
      names = "--gpu-return",
      description = "Layers that left for want of memory come back when there is enough.")
  private boolean returns;

  @Option(
      names = "--gpu-check",
      paramLabel = "WHEN",
      description =
          "Hold the device's answers against the CPU's: load, each layer once; step, some of each"
              + " pass; all (default: step).")
  private SelfCheck check = SelfCheck.STEP;

  @Option(
      names = "--gpu-timeout",
      paramLabel = "SECONDS",
      description =
          "What an operation of the device may take before it counts as lost (default: 30).")
  private BigDecimal timeout = BigDecimal.valueOf(OffloadOptions.DEADLINE.toSeconds());

  @Option(
      names = "--verbose",
      description = "Say on standard error which layers are on a device, and when they leave it.")
  private boolean verbose;

  OffloadOptions options() {
    return new OffloadOptions(
        choice, layerLimit(), memoryBytes(), deviceNumber(), returns, check, deadline());
  }

  boolean verbose() {
    return verbose;
  }

  /** The same for the command line of another process. */
  List<String> arguments() {
    OffloadOptions options = options();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--gpu",
                choice.name(),
                "--device",
                String.valueOf(device),
                "--gpu-check",
                check.name(),
                "--gpu-timeout",
                timeout.toPlainString()));
    if (layers != null) {
      arguments.addAll(List.of("--gpu-layers", layers.toString()));
    }
    if (memory != null) {
      arguments.addAll(List.of("--gpu-memory", String.valueOf(options.memoryBytes())));
    }
    if (returns) {
      arguments.add("--gpu-return");
    }
    return arguments;
  }

  private int layerLimit() {
    if (layers == null) {
      return OffloadOptions.ALL;
    }
    if (layers < 0) {
      throw new IllegalArgumentException(
          "--gpu-layers is %d, expected 0 or more".formatted(layers));
    }
    return layers;
  }

  private long memoryBytes() {
    if (memory == null) {
      return 0;
    }
    long bytes = ByteSize.parse(memory);
    if (bytes == 0) {
      throw new IllegalArgumentException(
          "--gpu-memory is 0, expected more; --gpu off uses no device");
    }
    return bytes;
  }

  private int deviceNumber() {
    if (device < 0) {
      throw new IllegalArgumentException(
          "--device is %d, expected 0 or more; nibble doctor lists them".formatted(device));
    }
    return device;
  }

  private Duration deadline() {
    long nanos =
        timeout.compareTo(MAX_SECONDS) > 0 ? 0 : timeout.multiply(NANOS_PER_SECOND).longValue();
    if (nanos <= 0) {
      throw new IllegalArgumentException(
          "--gpu-timeout is %s, expected seconds over 0 and up to %s"
              .formatted(timeout, MAX_SECONDS));
    }
    return Duration.ofNanos(nanos);
  }
}
