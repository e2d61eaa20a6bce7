package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.cli.fallback.Agreement;
import dev.nibble.cli.fallback.FallbackPage;
import dev.nibble.cli.fallback.FallbackReport;
import dev.nibble.cli.fallback.FallbackTrace;
import dev.nibble.cli.fallback.Level;
import dev.nibble.cli.fallback.PhaseTable;
import dev.nibble.cli.live.LiveView;
import dev.nibble.cli.live.QuietLog;
import dev.nibble.engine.Doctor;
import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.measure.Check;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble fallback-demo}: shows how layers fall back from a device to the CPU. */
@Command(
    name = "fallback-demo",
    description = {
      "Shows how layers fall back from a device to the CPU in the middle of a text.",
      "",
      "The memory that the device may use, G, shrinks step by step below what the layers need, R."
          + " Where no real device is found, the CPU plays one: layers move as they would, no"
          + " speed is gained by it. The CPU alone writes the same text too; where the ids differ"
          + " the exit code is 1.",
      "",
      "The text goes to standard output, at a terminal above a dashboard; what moves, and a table,"
          + " to standard error. A page with plots is written as well. No token ends the text"
          + " before its time.",
      ""
    },
    sortOptions = false)
final class FallbackDemoCommand implements Callable<Integer> {
  private static final String REPORT = "fallback-demo.html";
  private static final Set<String> NO_REPORT = Set.of("-", "none");
  private static final int TOKENS = 200;
  private static final int TOKENS_THERE_AND_BACK = 400;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TEXT",
      defaultValue = "Once upon a time",
      description = "The text to continue, by the most likely tokens (default: ${DEFAULT-VALUE}).")
  private String prompt;

  @Option(
      names = {"-n", "--tokens"},
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Tokens to generate (default: 200, or 400 with --return; less where the context is"
              + " shorter).")
  private int tokens;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "0",
      description = "Steps in which all leaves the device (default: one by one, at most 8).")
  private int steps;

  @Option(names = "--return", description = "Let the layers come back afterwards.")
  private boolean returns;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      defaultValue = REPORT,
      description = "Where the page goes; - or none for no page (default: ${DEFAULT-VALUE}).")
  private String report;

  @Option(
      names = "--pace",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Tokens a second at most where a terminal shows them (default: ${DEFAULT-VALUE}). The"
              + " speeds that are shown are those of the model.")
  private double pace;

  @Mixin private EngineMixin engineOptions;

  @Option(names = "--json", description = "Print one JSON object instead of the text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (tokens < 0 || steps < 0) {
      throw new IllegalArgumentException(
          "-n %d and --steps %d, expected 1 or more".formatted(tokens, steps));
    }
    if (!(pace > 0)) {
      throw new IllegalArgumentException("--pace is %s, expected more than 0".formatted(pace));
    }
    Optional<Path> page =
        NO_REPORT.contains(report) ? Optional.empty() : Optional.of(Path.of(report));
    if (page.isPresent()) {
      AtomicFile.check(page.get(), model.path());
    }
    DemoEngines engines = new DemoEngines(model, engineOptions.options(), this::say);
    try (QuietLog _ = new QuietLog(QuietLog.DEVICE)) {
      return run(engines, page);
    }
  }

  private int run(DemoEngines engines, Optional<Path> page) throws IOException {
    int[] ids;
    List<Level> levels;
    try (Engine engine = engines.withDevice(true)) {
      ids = GenerationRequest.of(prompt).promptIds(engine.tokenizer());
      levels = levels(engine, ids.length);
      say(engine.memoryPlan().orElseThrow().summary());
      rehearse(engine, ids);
    }
    // What slows this machine was said when the first engine was loaded.
    try (QuietLog _ = new QuietLog(QuietLog.ENGINE)) {
      CpuText cpu = cpuText(engines, ids, levels.stream().mapToInt(Level::tokens).sum());
      try (Engine engine = engines.withDevice(returns)) {
        return show(engine, ids, levels, cpu, page);
      }
    }
  }

  private CpuText cpuText(DemoEngines engines, int[] ids, int count) throws IOException {
    say("first the CPU alone writes the same %d tokens, for comparison".formatted(count));
    CpuText cpu;
    try (Engine engine = engines.withoutDevice()) {
      cpu = CpuText.of(engine, ids, count);
    }
    say("the CPU alone: %s tok/s".formatted(PhaseTable.rate(cpu.perSecond())));
    return cpu;
  }

  private void rehearse(Engine engine, int[] ids) {
    FallbackSchedule thereAndBack = schedule(engine, true);
    int tokens = thereAndBack.leastTokens();
    if (ids.length + tokens <= engine.contextLength()) {
      new FallbackRun(engine, ids, thereAndBack.levels(tokens)).rehearse();
    }
  }

  private FallbackSchedule schedule(Engine engine, boolean back) {
    return new FallbackSchedule(
        FallbackRun.planned(engine.memoryPlan().orElseThrow()), steps, back);
  }

  private int show(Engine engine, int[] ids, List<Level> levels, CpuText cpu, Optional<Path> page)
      throws IOException {
    FallbackRun run = new FallbackRun(engine, ids, levels);
    FallbackTrace trace;
    try (FallbackWatcher watcher = watcher(engine)) {
      if (!json && Terminal.isInteractive()) {
        watcher.text(prompt);
      }
      trace = run.run(watcher);
    }
    Agreement agreement =
        Agreement.of(run.ids(), cpu.ids(), cpu.margins(), trace.device().standsIn());
    FallbackReport result =
        new FallbackReport(
            model.path().getFileName().toString(),
            prompt,
            run.text(),
            trace,
            agreement,
            cpu.perSecond());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.line(FallbackJson.object(result, run.ids())) : "");
    out.flush();
    printTable(result);
    if (page.isPresent()) {
      write(page.get(), result, engine);
    }
    return agreement.holds() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<Level> levels(Engine engine, int promptTokens) {
    FallbackSchedule schedule = schedule(engine, returns);
    int room = engine.contextLength() - promptTokens;
    if (room < schedule.leastTokens()) {
      throw new IllegalArgumentException(
          "the context of %d positions has no room for %d tokens behind a prompt of %d: give a"
                  .formatted(engine.contextLength(), schedule.leastTokens(), promptTokens)
              + " larger -c, a shorter prompt, or fewer --steps");
    }
    int usual = Math.max(returns ? TOKENS_THERE_AND_BACK : TOKENS, schedule.leastTokens());
    int wanted = tokens == 0 ? Math.min(usual, room) : tokens;
    if (wanted > room) {
      throw new IllegalArgumentException(
          "%d tokens behind a prompt of %d, but the context has %d positions: give -n %d or less"
              .formatted(wanted, promptTokens, engine.contextLength(), room));
    }
    return schedule.levels(wanted);
  }

  private FallbackWatcher watcher(Engine engine) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    boolean atTerminal = !json && Terminal.showsOutput();
    if (!atTerminal) {
      return new FallbackLines(json ? new PrintWriter(PrintWriter.nullWriter()) : out, err);
    }
    return new FallbackShow(LiveView.open(engine, out, err, true), pace);
  }

  private void printTable(FallbackReport result) {
    PhaseTable table = new PhaseTable(result.trace());
    List<List<String>> rows = table.rows();
    List<TableColumn> columns =
        IntStream.range(0, table.titles().size())
            .mapToObj(i -> {
              String title = table.titles().get(i);
              int width =
                  rows.stream()
                      .mapToInt(row -> row.get(i).length())
                      .reduce(title.length(), Math::max);
              return new TableColumn(title, width, i >= PhaseTable.TEXTS);
            })
            .toList();
    MarkdownTable printer = new MarkdownTable(columns, spec.commandLine().getErr());
    rows.forEach(row -> printer.row(new TableRow(row, Json.object())));
    say(table.summary());
    say(result.agreement().text());
    say("device: " + result.deviceText());
  }

  private void write(Path file, FallbackReport result, Engine engine) throws IOException {
    List<Check> machine = new ArrayList<>(Doctor.examine());
    machine.addAll(Doctor.examine(engine));
    String page = new FallbackPage(result, MeasuredNow.by(spec, machine)).html();
    AtomicFile.write(file, target -> target.write(page.getBytes(UTF_8)));
    say("report: " + file);
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
  }
}
