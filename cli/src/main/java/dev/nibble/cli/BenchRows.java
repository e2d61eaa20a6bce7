package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import dev.nibble.engine.evaluate.BenchResult;
import dev.nibble.engine.evaluate.BenchWork;
import dev.nibble.engine.evaluate.Bound;
import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.OffloadMeters;
import dev.nibble.engine.measure.Processor;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The rows of {@code nibble bench}: what llama-bench prints, under its names, and beside it the
 * bound that the machine sets. What has no meaning here is left out.
 *
 * @see <a
 *     href="https://github.com/ggml-org/llama.cpp/tree/master/tools/llama-bench">llama-bench</a>
 */
final class BenchRows {
  /** The columns of a model's rows. */
  static final List<TableColumn> MODEL =
      List.of(
          TableColumn.ofTexts("model", 16),
          TableColumn.ofNumbers("size", 9),
          TableColumn.ofNumbers("params", 8),
          TableColumn.ofTexts("backend", 18),
          TableColumn.ofNumbers("threads", 7),
          TableColumn.ofNumbers("test", 11),
          TableColumn.ofNumbers("tok/s", 17),
          TableColumn.ofTexts("share of the bound", 26),
          TableColumn.ofTexts("remarks", 7));

  /** The columns of the machine's rows. */
  static final List<TableColumn> MACHINE =
      List.of(
          TableColumn.ofTexts("loops", 13),
          TableColumn.ofTexts("arithmetic", 10),
          TableColumn.ofNumbers("threads", 7),
          TableColumn.ofNumbers("GMAC/s", 7),
          TableColumn.ofNumbers("read GB/s", 9),
          TableColumn.ofTexts("remarks", 7));

  private static final double GIGA = 1e9;

  private BenchRows() {}

  /** A measured model. */
  static TableRow of(BenchedModel model, Engine engine, BenchResult result, Bound bound) {
    OffloadMeters gpu = engine.offloadMeters();
    List<String> cells =
        List.of(
            model.type(),
            ByteSize.format(model.bytes()),
            model.parametersText(),
            backend(engine.kernels(), gpu),
            Integer.toString(engine.threads()),
            result.test().name(),
            fixed(result.averageRate(), 2) + " +- " + fixed(result.deviationRate(), 2),
            share(result, bound),
            remarks(engine, result, bound));
    ObjectNode fields = machine(engine.threads(), engine.memoryPlan().map(MemoryPlan::device));
    fields
        .put("backends", backend("CPU", gpu))
        .put("model_filename", model.path().toString())
        .put("model_type", model.type())
        .put("model_size", model.bytes())
        .put("model_n_params", model.parameters())
        .put("n_batch", engine.batchTokens())
        .put("n_ubatch", engine.batchTokens())
        .put("n_gpu_layers", gpu.deviceLayers())
        .put("type_k", engine.kvType().toString())
        .put("type_v", engine.kvType().toString())
        .put("use_mmap", true)
        .put("n_prompt", result.test().promptTokens())
        .put("n_gen", result.test().generatedTokens())
        .put("n_depth", 0)
        .put("test_time", result.begin().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("avg_ns", Math.round(result.averageNanos()))
        .put("stddev_ns", Math.round(result.deviationNanos()))
        .put("avg_ts", result.averageRate())
        .put("stddev_ts", result.deviationRate());
    fields.set("samples_ns", Json.node(result.sampleNanos()));
    fields.set("samples_ts", Json.node(result.rates()));
    fields
        .put("kernels", engine.kernels())
        .put("n_sequences", result.test().sequences())
        .put("settled", result.settled());
    if (result.bytesRead() == 0) {
      fields.put("gmac_per_second", result.multiplyAddsPerSecond() / GIGA);
    } else if (result.multiplyAdds() == 0) {
      fields.put("gb_per_second", result.bytesPerSecond() / GIGA);
    }
    put(Optional.of(bound.cpu()), ceiling(bound), fields);
    GpuSummary.put(fields, "share_of_bound", result.shareOf(bound));
    ArrayNode slow = fields.putArray("slow");
    engine.slowPathsNow().forEach(one -> slow.add(one.path().id()));
    return new TableRow(cells, fields);
  }

  /** The machine without a model. */
  static TableRow of(Ceiling ceiling) {
    List<String> cells =
        List.of(
            ceiling.loops(),
            ceiling.arithmetic().id(),
            Integer.toString(ceiling.threads()),
            giga(ceiling.multiplyAddsPerSecond()),
            giga(ceiling.bytesPerSecond()),
            "");
    ObjectNode fields = machine(ceiling.threads(), Optional.empty());
    return new TableRow(cells, put(Optional.of(ceiling), Optional.empty(), fields));
  }

  /** A device without a model. */
  static TableRow of(DeviceInfo device, Outcome<DeviceCeiling> outcome) {
    Optional<DeviceCeiling> ceiling = known(outcome);
    List<String> cells =
        List.of(
            device.id(),
            Arithmetic.FLOAT32.id(),
            "-",
            ceiling.map(known -> giga(known.multiplyAddsPerSecond())).orElse("-"),
            ceiling.map(known -> giga(known.bytesPerSecond())).orElse("-"),
            refusal(outcome).map(Refusal::text).orElse(device.name()));
    return new TableRow(cells, put(Optional.empty(), ceiling, machine(0, Optional.of(device))));
  }

  private static Optional<DeviceCeiling> known(Outcome<DeviceCeiling> outcome) {
    return outcome instanceof Outcome.Done<DeviceCeiling>(DeviceCeiling ceiling)
        ? Optional.of(ceiling)
        : Optional.empty();
  }

  private static Optional<Refusal> refusal(Outcome<DeviceCeiling> outcome) {
    return outcome instanceof Outcome.Refused<DeviceCeiling>(Refusal refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }

  private static ObjectNode machine(int threads, Optional<DeviceInfo> device) {
    ObjectNode fields = Json.object();
    Processor.name().ifPresent(name -> fields.put("cpu_info", name));
    return fields
        .put("gpu_info", device.map(DeviceInfo::name).orElse(""))
        .put("devices", device.map(DeviceInfo::id).orElse("none"))
        .put("java_version", Runtime.version().toString())
        .put("n_threads", threads);
  }

  private static ObjectNode put(
      Optional<Ceiling> cpu, Optional<DeviceCeiling> device, ObjectNode fields) {
    return fields
        .put("ceiling_loops", cpu.map(Ceiling::loops).orElse(null))
        .put("ceiling_arithmetic", cpu.map(ceiling -> ceiling.arithmetic().id()).orElse(null))
        .put("ceiling_gmac_per_second", inGiga(cpu.map(Ceiling::multiplyAddsPerSecond)))
        .put("ceiling_gb_per_second", inGiga(cpu.map(Ceiling::bytesPerSecond)))
        .put(
            "device_ceiling_gmac_per_second",
            inGiga(device.map(DeviceCeiling::multiplyAddsPerSecond)))
        .put("device_ceiling_gb_per_second", inGiga(device.map(DeviceCeiling::bytesPerSecond)));
  }

  private static Double inGiga(Optional<Double> perSecond) {
    return perSecond.map(known -> known / GIGA).orElse(null);
  }

  /** Who computes the layers: the CPU, a device's accelerator, or both. */
  private static String backend(String cpu, OffloadMeters gpu) {
    String accelerator = gpu.device().replaceFirst(":.*", "");
    if (!gpu.usesDevice()) {
      return cpu;
    }
    return gpu.usesDeviceAlone() ? accelerator : cpu + "+" + accelerator;
  }

  private static Optional<DeviceCeiling> ceiling(Bound bound) {
    return bound.device().flatMap(BenchRows::known);
  }

  private static String share(BenchResult result, Bound bound) {
    OptionalDouble share = result.shareOf(bound);
    if (share.isEmpty()) {
      return "-";
    }
    return fixed(100 * share.getAsDouble(), 0) + " % of " + boundName(result, bound);
  }

  private static String boundName(BenchResult result, Bound bound) {
    boolean onCpu = !result.cpu().equals(BenchWork.NONE);
    boolean onDevice = !result.device().equals(BenchWork.NONE);
    if (onCpu && onDevice) {
      return "CPU and device";
    }
    if (result.bytesRead() > 0 && result.multiplyAdds() > 0) {
      return result.test().sequences() == 1 ? "both bounds" : "the nearer bound";
    }
    Optional<DeviceCeiling> device = ceiling(bound).filter(_ -> onDevice);
    if (result.bytesRead() == 0) {
      return device
          .map(known -> giga(known.multiplyAddsPerSecond()) + " GMAC/s")
          .orElseGet(() -> arithmeticName(bound.cpu()));
    }
    double bytes = device.map(DeviceCeiling::bytesPerSecond).orElse(bound.cpu().bytesPerSecond());
    return giga(bytes) + " GB/s";
  }

  private static String arithmeticName(Ceiling ceiling) {
    String rate = giga(ceiling.multiplyAddsPerSecond()) + " GMAC/s";
    return switch (ceiling.arithmetic()) {
      case FLOAT32 -> rate;
      case INT8 -> rate + ", int8";
    };
  }

  private static String remarks(Engine engine, BenchResult result, Bound bound) {
    List<String> remarks = new ArrayList<>();
    if (!result.settled()) {
      remarks.add("not settled");
    }
    if (bound.cpu().loops().equals("scalar")) {
      remarks.add("scalar ceiling");
    }
    bound
        .device()
        .flatMap(BenchRows::refusal)
        .ifPresent(refusal -> remarks.add("no ceiling of the device: " + refusal.text()));
    engine.slowPathsNow().forEach(one -> remarks.add("slow: " + one.path().id()));
    GpuSummary.of(engine.offloadMeters()).ifPresent(remarks::add);
    return String.join(", ", remarks);
  }

  private static String giga(double perSecond) {
    return fixed(perSecond / GIGA, 1);
  }

  private static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
