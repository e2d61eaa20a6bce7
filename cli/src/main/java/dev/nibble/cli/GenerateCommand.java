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
import dev.nibble.engine.TextListener;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.GenerationMeters;
import dev.nibble.engine.measure.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      "Continues a text.",
      "",
      "The continuation streams to standard output; at a terminal the prompt stands before it. One"
          + " line of meters goes to standard error.",
      ""
    },
    sortOptions = false)
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @ArgGroup(multiplicity = "1")
  private PromptSource prompt;

  @Option(
      names = "--special",
      description = "Control tokens spelled in the prompt become those tokens.")
  private boolean special;

  @Option(
      names = {"-n", "--tokens"},
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Tokens to generate at most; -1 to fill the context (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End the text before this string; may be given several times.")
  private List<String> stops = new ArrayList<>();

  @Option(names = "--ignore-eos", description = "Treat end and beginning tokens as ordinary ones.")
  private boolean ignoreEos;

  @Mixin private SamplingMixin sampling;
  @Mixin private EngineMixin engineOptions;
  @Mixin private DraftMixin draft;

  @Option(
      names = "--json",
      description = "Print one JSON object with text, ids and meters instead of the text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    GenerationRequest request =
        new GenerationRequest(
            prompt.read(), special, maxTokens, sampling.options(), stops, ignoreEos);
    draft.check();
    EngineOptions options = engineOptions.options();
    try (Engine engine = model.load(options);
        OpenDrafter open = draft.open(engine, options);
        Session session = engine.newSession()) {
      Generation generation = session.generate(request, listener(request), open.drafter());
      report(engine, request, generation);
    }
    return ExitCode.DONE;
  }

  private TextListener listener(GenerationRequest request) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      return TextListener.IGNORE;
    }
    if (Terminal.isInteractive()) {
      out.print(request.prompt());
    }
    return piece -> {
      out.print(piece);
      return !out.checkError();
    };
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
    }
    GenerationMeters meters = generation.meters();
    err.println(meters(meters) + DraftSummary.text(meters) + slow(engine));
  }

  private static String meters(GenerationMeters m) {
    OptionalLong peak = ProcessMemory.peakResidentBytes();
    return String.format(
        Locale.ROOT,
        "prompt %d tokens, prefill %.1f tok/s, generated %d tokens, decode %.1f tok/s,"
            + " first token %.3f s, peak memory %s",
        m.promptTokens(),
        m.prefillTokensPerSecond(),
        m.generatedTokens(),
        m.decodeTokensPerSecond(),
        m.firstTokenSeconds(),
        peak.isPresent() ? ByteSize.format(peak.getAsLong()) : "unknown");
  }

  private static String slow(Engine engine) {
    return engine.slow().isEmpty()
        ? ""
        : engine.slow().stream().map(one -> one.path().id()).collect(joining(", ", ", slow: ", ""));
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
        .put("prompt_tokens", m.promptTokens())
        .put("prefill_tokens_per_second", m.prefillTokensPerSecond())
        .put("generated_tokens", m.generatedTokens())
        .put("decode_tokens_per_second", m.decodeTokensPerSecond())
        .put("first_token_seconds", m.firstTokenSeconds());
    DraftSummary.addTo(object, m);
    ProcessMemory.peakResidentBytes().ifPresent(peak -> object.put("peak_memory_bytes", peak));
    ArrayNode slow = object.putArray("slow");
    engine.slow().forEach(one -> slow.add(one.path().id()));
    return object;
  }
}
