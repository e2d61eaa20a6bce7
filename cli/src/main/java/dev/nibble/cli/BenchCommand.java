package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.device.DeviceChoice;
import dev.nibble.engine.device.DeviceUnavailableException;
import dev.nibble.engine.device.EmptyDevice;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.evaluate.BenchResult;
import dev.nibble.engine.evaluate.BenchTest;
import dev.nibble.engine.evaluate.Benchmark;
import dev.nibble.engine.evaluate.BoundMeasurement;
import dev.nibble.engine.evaluate.CeilingMeasurement;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble bench}: how fast a model runs, and how near that is to what the machine can. */
@Command(
    name = "bench",
    description = {
      "Measures how fast models run, in rows like those of llama-bench.",
      "",
      "A prompt (pp) and tokens one at a time (tg) are measured apart, on random tokens. Numbers"
          + " may be lists: -t 1,2. Each row says how near it comes to what the machine can do,"
          + " measured beside it: multiply-adds for prompts, reading memory for tokens.",
      ""
    },
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "A GGUF file, several if given several times (default: the bundled model).")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = {"-p", "--n-prompt"},
      paramLabel = "N",
      split = ",",
      defaultValue = "512",
      description = "Tokens of the prompt, 0 for no such row (default: ${DEFAULT-VALUE}).")
  private List<Integer> prompts;

  @Option(
      names = {"-n", "--n-gen"},
      paramLabel = "N",
      split = ",",
      defaultValue = "128",
      description = "Tokens one at a time, 0 for no such row (default: ${DEFAULT-VALUE}).")
  private List<Integer> generated;

  @Option(
      names = {"-s", "--sequences"},
      paramLabel = "N",
      split = ",",
      defaultValue = "1",
      description =
          "Sequences whose tokens go through the model together, in rows without a prompt"
              + " (default: ${DEFAULT-VALUE}).")
  private List<Integer> sequences;

  @Option(
      names = "-pg",
      paramLabel = "P,N",
      description = "One more row: a prompt of P tokens and N behind it; several if repeated.")
  private List<String> both = new ArrayList<>();

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      split = ",",
      description = "Threads that compute (default: one a core; with --machine 1 and all).")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      defaultValue = "5",
      description = "Measured repetitions, after the warm-up (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--warmup-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "When to measure although the speed has not settled within 3 %% yet (default:"
              + " ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Mixin private TierMixin tier;
  @Mixin private CacheMixin cache;
  @Mixin private GpuMixin gpu;

  @Option(
      names = "--machine",
      description =
          "Measure no model, only what the machine can do, with 1 and all threads, and its device.")
  private boolean machineAlone;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "md",
      description = "md, csv, json or jsonl (default: ${DEFAULT-VALUE}).")
  private TableFormat format;

  @Override
  public Integer call() throws IOException {
    List<Integer> counts = threadCounts();
    if (machineAlone) {
      measureMachine(counts);
    } else {
      measureModels(counts, tests());
    }
    return ExitCode.DONE;
  }

  /** The default is the engine's for a model. */
  private List<Integer> threadCounts() {
    threads.forEach(ThreadsMixin::check);
    if (!threads.isEmpty()) {
      return threads;
    }
    return machineAlone
        ? List.copyOf(new TreeSet<>(List.of(1, Processor.usableCores())))
        : List.of(0);
  }

  private List<BenchTest> tests() {
    List<BenchTest> tests = new ArrayList<>();
    prompts.stream().filter(n -> n != 0).forEach(n -> tests.add(new BenchTest(n, 0)));
    for (int count : sequences) {
      generated.stream().filter(n -> n != 0).forEach(n -> tests.add(new BenchTest(0, n, count)));
    }
    both.forEach(text -> tests.add(promptAndGenerated(text)));
    if (tests.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to measure: -p, -n and -pg are all 0 or left out");
    }
    return tests;
  }

  private static BenchTest promptAndGenerated(String text) {
    String[] numbers = text.split(",", -1);
    try {
      if (numbers.length == 2) {
        return new BenchTest(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new IllegalArgumentException("-pg " + text + ", expected two numbers such as 512,128");
  }

  private void measureMachine(List<Integer> counts) {
    OffloadOptions options = gpu.options();
    DeviceChoice device = DeviceChoice.of(options, DeviceChoice.accelerators());
    if (device instanceof DeviceChoice.None(String reason)
        && options.choice() == GpuChoice.REQUIRE) {
      throw new DeviceUnavailableException(reason);
    }
    TablePrinter table = format.printer(BenchRows.MACHINE, spec.commandLine().getOut());
    try (CeilingMeasurement ceilings = new CeilingMeasurement()) {
      for (int count : counts) {
        for (Arithmetic arithmetic : ceilings.arithmetics()) {
          table.row(BenchRows.of(ceilings.measure(count, arithmetic)));
        }
      }
    }
    if (device instanceof DeviceChoice.Chosen chosen) {
      table.row(
          BenchRows.of(
              chosen.info(), EmptyDevice.ceiling(chosen, options, Processor.usableCores())));
    }
    table.end();
  }

  private void measureModels(List<Integer> counts, List<BenchTest> tests) throws IOException {
    if (repetitions < 1 || warmUpSeconds < 0) {
      throw new IllegalArgumentException(
          "%d repetitions after %d seconds, expected 1 or more and 0 or more"
              .formatted(repetitions, warmUpSeconds));
    }
    List<BenchedModel> opened = new ArrayList<>();
    for (Path path : models.isEmpty() ? List.of(BundledModel.path()) : models) {
      opened.add(BenchedModel.of(path));
    }
    int context = tests.stream().mapToInt(BenchTest::positions).max().orElseThrow();
    EngineOptions options =
        gpu.apply(cache.apply(tier.apply(EngineOptions.defaults()))).withContextLength(context);
    TablePrinter table = format.printer(BenchRows.MODEL, spec.commandLine().getOut());
    try (CeilingMeasurement ceilings = new CeilingMeasurement()) {
      for (BenchedModel model : opened) {
        for (int count : counts) {
          try (Engine engine = ModelOption.load(model.path(), options.withThreads(count))) {
            gpu.report(engine, spec.commandLine().getErr());
            BoundMeasurement bound = new BoundMeasurement(engine, ceilings);
            for (BenchTest test : tests) {
              table.row(measure(model, engine, test, bound));
            }
          }
        }
      }
    }
    table.end();
  }

  private TableRow measure(
      BenchedModel model, Engine engine, BenchTest test, BoundMeasurement bound) {
    try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
      if (Terminal.showsErrors()) {
        line.show("%s, %d threads, %s".formatted(model.path(), engine.threads(), test.name()));
      }
      BenchResult result =
          new Benchmark(engine, test).run(repetitions, Duration.ofSeconds(warmUpSeconds));
      return BenchRows.of(model, engine, result, bound.recent());
    }
  }
}
