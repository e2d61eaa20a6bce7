package dev.nibble.cli;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Model;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.evaluate.CeilingMeasurement;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.MachineMemory;
import dev.nibble.engine.measure.Processor;
import dev.nibble.engine.predict.CostPlan;
import dev.nibble.engine.predict.PlanRequest;
import dev.nibble.engine.predict.PlanRequest.Quality;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble plan}: what a model will cost, from its header alone. */
@Command(
    name = "plan",
    description = {
      "Says what a model will cost before it is run, or even downloaded: the first megabytes of a"
          + " file will do, as far as its header reaches.",
      "",
      "Whether it fits, how fast it can be, which width to choose, which layers fall back where a"
          + " device has so much memory, and what it would take to train it. Formulas and their"
          + " sources: docs/framework.md; nibble validate holds them against measurements.",
      ""
    },
    sortOptions = false)
final class PlanCommand implements Callable<Integer> {
  private static final double GIGA = 1e9;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      description = "Tokens of each sequence (default: what the model was trained for).")
  private Integer context;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "1",
      description = "Sequences at a time (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--memory",
      paramLabel = "G",
      description = "Memory that there is, such as 8G (default: that of this machine).")
  private String memory;

  @Option(
      names = "--bandwidth",
      paramLabel = "GB/S",
      description =
          "Gigabytes (10^9) a second that can be read from it (default: measured here, in some"
              + " seconds).")
  private Double bandwidth;

  @Option(
      names = "--kv-type",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "Keys and values as f32, f16 or q8_0 (default: ${DEFAULT-VALUE}).")
  private KvType kvType;

  @Option(
      names = "--quality",
      paramLabel = "Q8,Q4",
      split = ",",
      description =
          "Perplexity at 16 bits over that in Q8_0, and in Q4_0, as nibble compare finds them"
              + " (default: 0.99905,0.88607, those of the bundled model; larger ones lose less).")
  private List<Double> quality = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Quality chosen = quality();
    Path path = model.path();
    PrintWriter out = spec.commandLine().getOut();
    try (Model opened = ModelOption.open(path, () -> Model.openBeginning(path))) {
      CostPlan plan = CostPlan.of(opened, request(opened, chosen));
      PlanSummary summary = new PlanSummary(plan);
      if (json) {
        out.println(Json.line(summary.json()));
      } else {
        summary.lines().stream().map(Printable::of).forEach(out::println);
      }
    }
    out.flush();
    return ExitCode.DONE;
  }

  private Quality quality() {
    return switch (quality.size()) {
      case 0 -> Quality.OF_BUNDLED_MODEL;
      case 2 -> new Quality(quality.getFirst(), quality.getLast(), "Q is what --quality says");
      default ->
          throw new IllegalArgumentException(
              "--quality has %d numbers, expected two such as 0.999,0.97"
                  .formatted(quality.size()));
    };
  }

  private PlanRequest request(Model opened, Quality chosen) {
    int tokens = context == null ? opened.config().contextLength() : context;
    Arithmetic arithmetic = opened.arithmetic(EngineOptions.defaults());
    if (bandwidth != null) {
      return request(tokens, bandwidth * GIGA, OptionalDouble.empty(), arithmetic, chosen);
    }
    try (CeilingMeasurement measurement = new CeilingMeasurement()) {
      Ceiling ceiling = measurement.measure(Processor.usableCores(), arithmetic);
      return request(
          tokens,
          ceiling.bytesPerSecond(),
          OptionalDouble.of(ceiling.multiplyAddsPerSecond()),
          arithmetic,
          chosen);
    }
  }

  private PlanRequest request(
      int tokens,
      double bytesPerSecond,
      OptionalDouble multiplyAddsPerSecond,
      Arithmetic arithmetic,
      Quality chosen) {
    return new PlanRequest(
        tokens,
        batch,
        memoryBytes(),
        kvType,
        bytesPerSecond,
        multiplyAddsPerSecond,
        arithmetic,
        chosen);
  }

  private long memoryBytes() {
    return memory == null
        ? MachineMemory.physicalBytes()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "this system does not say how much memory it has: name some with --memory"))
        : ByteSize.parse(memory);
  }
}
