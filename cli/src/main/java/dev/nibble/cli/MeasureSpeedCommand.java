package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.evaluate.Speed;
import dev.nibble.engine.evaluate.SpeedMeasurement;
import dev.nibble.engine.measure.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble measure-speed}: what {@code nibble compare} runs for each model. */
@Command(
    name = MeasureSpeedCommand.NAME,
    hidden = true,
    description = {
      "Measures prefill, decode and peak memory of one model, and prints one JSON object.",
      ""
    },
    sortOptions = false)
final class MeasureSpeedCommand implements Callable<Integer> {
  static final String NAME = "measure-speed";

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Mixin private TextMixin input;

  @Option(
      names = "--prefill-tokens",
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of the prompt, if the context has room (default: ${DEFAULT-VALUE}).")
  private int prefillTokens;

  @Option(
      names = "--decode-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Tokens to generate (default: ${DEFAULT-VALUE}).")
  private int decodeTokens;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "When to stop at the latest (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Mixin private ComputeMixin compute;

  @Override
  public Integer call() throws IOException {
    String text = input.read();
    PrintWriter out = spec.commandLine().getOut();
    try (Engine engine = model.load(compute.options())) {
      compute.report(engine, spec.commandLine().getErr());
      Speed speed =
          new SpeedMeasurement(engine, prefillTokens, decodeTokens)
              .measure(text, Duration.ofSeconds(seconds));
      out.println(Json.line(object(speed)));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static ObjectNode object(Speed speed) {
    ObjectNode object =
        Json.object()
            .put("prompt_tokens", speed.promptTokens())
            .put("prefill_tokens_per_second", speed.prefillTokensPerSecond())
            .put("generated_tokens", speed.generatedTokens())
            .put("decode_tokens_per_second", speed.decodeTokensPerSecond())
            .put("repetitions", speed.repetitions())
            .put("settled", speed.settled());
    ProcessMemory.peakResidentBytes()
        .ifPresentOrElse(
            peak -> object.put("peak_memory_bytes", peak),
            () -> object.putNull("peak_memory_bytes"));
    return object;
  }
}
