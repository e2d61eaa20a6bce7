package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.evaluate.Perplexity;
import dev.nibble.engine.evaluate.PerplexityListener;
import dev.nibble.engine.evaluate.PerplexityResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble perplexity}: how well a model predicts a text. */
@Command(
    name = "perplexity",
    description = {
      "Measures how well the model predicts a text: the lower, the better.",
      "",
      "The text is cut into chunks, and the second half of each is scored. The numbers compare with"
          + " those of llama.cpp, on the same text with the same chunks.",
      ""
    },
    sortOptions = false)
final class PerplexityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Mixin private TextMixin input;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a chunk, an even number (default: ${DEFAULT-VALUE}).")
  private int context;

  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "0",
      description = "Chunks to score at most (default: all of the text).")
  private int chunks;

  @Mixin private ComputeMixin compute;
  @Mixin private CacheMixin cache;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    String text = input.read();
    PrintWriter out = spec.commandLine().getOut();
    try (Engine engine = model.load(cache.apply(compute.options()))) {
      compute.report(engine, spec.commandLine().getErr());
      PerplexityResult result = evaluate(new Perplexity(engine, context), text);
      out.println(json ? Json.line(object(result)) : line(result));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private PerplexityResult evaluate(Perplexity perplexity, String text) {
    if (!Terminal.showsErrors()) {
      return perplexity.evaluate(text, chunks, PerplexityListener.IGNORE);
    }
    try (Progress bar = new Progress(spec.commandLine().getErr(), "perplexity", "chunks")) {
      return perplexity.evaluate(
          text, chunks, (soFar, total) -> bar.show(soFar.chunks(), total, remark(soFar)));
    }
  }

  private static String remark(PerplexityResult soFar) {
    return String.format(Locale.ROOT, "%.4f +- %.4f", soFar.perplexity(), soFar.standardError());
  }

  private static String line(PerplexityResult r) {
    return String.format(
        Locale.ROOT,
        "perplexity %.4f +- %.4f (nll %.4f, %d tokens scored in %d chunks of %d, %.1f tok/s)",
        r.perplexity(),
        r.standardError(),
        r.nll(),
        r.scoredTokens(),
        r.chunks(),
        r.context(),
        r.tokensPerSecond());
  }

  private static ObjectNode object(PerplexityResult r) {
    return Json.object()
        .put("nll", r.nll())
        .put("ppl", r.perplexity())
        .put("stderr", r.standardError())
        .put("scored_tokens", r.scoredTokens())
        .put("chunks", r.chunks())
        .put("context", r.context())
        .put("tokens_per_second", r.tokensPerSecond());
  }
}
