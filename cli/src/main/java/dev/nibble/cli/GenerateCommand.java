package dev.nibble.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.StopReason;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.GenerationMeters;
import dev.nibble.engine.measure.ProcessMemory;
import dev.nibble.tokenizer.grammar.Grammar;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble generate}: continues a text. */
@Command(
    name = "generate",
    description = {
      "Continues a text, or answers a conversation.",
      "",
      "The continuation streams to standard output; at a terminal the prompt stands before it."
          + " Several continuations are printed once all are there. One line of meters goes to"
          + " standard error.",
      ""
    },
    sortOptions = false)
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @ArgGroup(multiplicity = "1")
  private PromptSource prompt;

  @ArgGroup private SeveralTexts several;

  @ArgGroup private ConstraintSource constraint;

  @Mixin private ChatMixin chat;
  @Mixin private GenerationMixin options;
  @Mixin private EngineMixin engineOptions;
  @Mixin private DraftMixin draft;
  @Mixin private WatchMixin watching;

  @Option(
      names = "--session",
      paramLabel = "FILE",
      description =
          "Keep the sequence in a file: what the prompt has in common with it is not computed"
              + " again. The file is made where there is none, and replaced in the end by this"
              + " prompt and its text.")
  private Path sessionFile;

  @Option(
      names = "--json",
      description = "Print one JSON object with text, ids and meters instead of the text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    checkCombination();
    GenerationRequest settings =
        several != null && several.isSearch() ? options.searchRequest("") : options.request("");
    ChatMixin.Asking asking = chat.read(prompt);
    Optional<Grammar> grammar =
        constraint == null ? Optional.empty() : Optional.of(constraint.read());
    EngineOptions used = engineOptions.options();
    PrintWriter err = spec.commandLine().getErr();
    try (Engine engine = engineOptions.load(model, used, err)) {
      GenerationRequest free = asking.of(settings, engine, err);
      GenerationRequest request =
          grammar.map(engine::constraint).map(free::withConstraint).orElse(free);
      if (several == null) {
        generateOne(engine, used, request);
      } else {
        report(engine, several.generate(engine, request));
      }
    }
    return ExitCode.DONE;
  }

  private void checkCombination() throws IOException {
    draft.check();
    chat.check(prompt);
    if (several != null && (sessionFile != null || draft.isGiven() || watching.isGiven())) {
      throw new IllegalArgumentException(
          "--session, --lookup, --draft, --live and --events are for one text, expected neither"
              + " --samples nor --beams beside them");
    }
    if (constraint != null && several != null && several.isSearch()) {
      throw new IllegalArgumentException(
          "--beams knows no constraint, expected --samples, or neither --grammar nor"
              + " --json-schema");
    }
    watching.check(
        model.path(), prompt.file(), sessionFile, constraint == null ? null : constraint.file());
    if (sessionFile != null) {
      AtomicFile.check(sessionFile, model.path());
    }
  }

  private void generateOne(Engine engine, EngineOptions used, GenerationRequest request)
      throws IOException {
    try (OpenDrafter open = draft.open(engine, used);
        Session session = engine.newSession()) {
      if (sessionFile != null && Files.exists(sessionFile)) {
        session.restore(sessionFile);
      }
      report(engine, request, generate(engine, session, request, open));
      if (sessionFile != null) {
        session.save(sessionFile);
      }
    }
  }

  private Generation generate(
      Engine engine, Session session, GenerationRequest request, OpenDrafter open)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (GenerationWatch watch = watching.open(engine, out, err, json)) {
      if (Terminal.isInteractive() && !chat.isAnswer(prompt)) {
        watch.accept(request.prompt());
      }
      Generation generation = session.generate(request, watch, open.drafter());
      watch.end(generation);
      return generation;
    }
  }

  private void report(Engine engine, TextSet texts) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(texts.object(engine)));
    } else {
      texts.print(out);
    }
    out.flush();
    texts.report(engine, spec.commandLine().getErr());
  }

  private void report(Engine engine, GenerationRequest request, Generation generation) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.line(object(engine, request, generation)) : "");
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    if (generation.stopReason() == StopReason.CONTEXT_END) {
      err.printf(
          "The context of %d positions is full: the text ends here.%n", engine.contextLength());
    } else if (generation.stopReason() == StopReason.MEMORY_END) {
      err.println("The memory for keys and values is full: the text ends here; raise --kv-memory.");
    } else if (constraint != null && generation.stopReason() == StopReason.TOKEN_LIMIT) {
      err.println("The text was cut off, perhaps before it was complete; raise -n.");
    }
    GenerationMeters meters = generation.meters();
    err.println(
        meters(meters)
            + DraftSummary.text(meters)
            + GpuSummary.text(engine.offloadMeters())
            + slow(engine));
  }

  private static String meters(GenerationMeters m) {
    return String.format(
        Locale.ROOT,
        "prompt %d tokens%s, prefill %.1f tok/s, generated %d tokens, decode %.1f tok/s,"
            + " first token %.3f s, peak memory %s",
        m.promptTokens(),
        m.restoredTokens() == 0 ? "" : ", %d of them restored".formatted(m.restoredTokens()),
        m.prefillTokensPerSecond(),
        m.generatedTokens(),
        m.decodeTokensPerSecond(),
        m.firstTokenSeconds(),
        peakMemory());
  }

  static String peakMemory() {
    OptionalLong peak = ProcessMemory.peakResidentBytes();
    return peak.isPresent() ? ByteSize.format(peak.getAsLong()) : "unknown";
  }

  static String slow(Engine engine) {
    return engine.slowPaths().isEmpty()
        ? ""
        : engine.slowPaths().stream()
            .map(one -> one.path().id())
            .collect(joining(", ", ", slow: ", ""));
  }

  private static ObjectNode object(
      Engine engine, GenerationRequest request, Generation generation) {
    GenerationMeters m = generation.meters();
    ObjectNode object = Json.object().put("text", generation.text());
    object.set("prompt_ids", Json.node(generation.promptIds()));
    object.set("ids", Json.node(generation.ids()));
    object
        .put("stop_reason", generation.stopReason().name().toLowerCase(Locale.ROOT))
        .put("seed", request.sampling().seed())
        .put("kernels", engine.kernels())
        .put("threads", engine.threads())
        .put("load_seconds", engine.loadTime().toNanos() / 1e9)
        .put("prompt_tokens", m.promptTokens())
        .put("restored_tokens", m.restoredTokens())
        .put("prefill_tokens_per_second", m.prefillTokensPerSecond())
        .put("generated_tokens", m.generatedTokens())
        .put("decode_tokens_per_second", m.decodeTokensPerSecond())
        .put("first_token_seconds", m.firstTokenSeconds());
    DraftSummary.addTo(object, m);
    addCircumstances(object, engine);
    return object;
  }

  static void addCircumstances(ObjectNode object, Engine engine) {
    object.set("gpu", GpuSummary.object(engine));
    ProcessMemory.peakResidentBytes().ifPresent(peak -> object.put("peak_memory_bytes", peak));
    ArrayNode slow = object.putArray("slow");
    engine.slowPaths().forEach(one -> slow.add(one.path().id()));
  }
}
