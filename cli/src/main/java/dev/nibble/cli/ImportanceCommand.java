package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.evaluate.ImportanceCollector;
import dev.nibble.engine.evaluate.ImportanceListener;
import dev.nibble.engine.evaluate.ImportanceProgress;
import dev.nibble.engine.evaluate.ImportanceResult;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble importance}: which weights a text needs most. */
@Command(
    name = "importance",
    description = {
      "Runs a text through the model and writes how much each input of each weight matrix carries,"
          + " for nibble quantize --importance.",
      "",
      "The file is an importance matrix as llama.cpp's tools read and write it. Take a text like"
          + " those the model is for, some ten thousand tokens of it.",
      ""
    },
    sortOptions = false)
final class ImportanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Mixin private TextMixin input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The GGUF file to write.")
  private Path output;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a chunk (default: ${DEFAULT-VALUE}).")
  private int context;

  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "0",
      description = "Chunks to run at most (default: all of the text).")
  private int chunks;

  @Mixin private KernelsMixin kernels;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Path path = model.path();
    AtomicFile.check(output, input.file(), path);
    String text = input.read();
    try (ImportanceCollector collector =
        ModelOption.open(path, () -> ImportanceCollector.load(path, kernels.options(), context))) {
      ImportanceResult result = collect(collector, text);
      result.importance().write(output);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? Json.line(object(result)) : line(result));
      out.flush();
    }
    return ExitCode.DONE;
  }

  private ImportanceResult collect(ImportanceCollector collector, String text) {
    String dataset = input.file().toString();
    if (!Terminal.showsErrors()) {
      return collector.collect(dataset, text, chunks, ImportanceListener.IGNORE);
    }
    try (Progress bar = new Progress(spec.commandLine().getErr(), "importance", "chunks")) {
      return collector.collect(
          dataset,
          text,
          chunks,
          soFar -> bar.show(soFar.chunks(), soFar.totalChunks(), remark(soFar)));
    }
  }

  private static String remark(ImportanceProgress soFar) {
    return String.format(Locale.ROOT, "%.1f tok/s", soFar.tokensPerSecond());
  }

  private static String line(ImportanceResult result) {
    ImportanceProgress run = result.run();
    return String.format(
        Locale.ROOT,
        "importance of %d tensors over %d tokens in %d chunks of %d, %.1f tok/s",
        result.importance().tensors().size(),
        run.tokens(),
        run.chunks(),
        run.context(),
        run.tokensPerSecond());
  }

  private static ObjectNode object(ImportanceResult result) {
    ImportanceProgress run = result.run();
    return Json.object()
        .put("tensors", result.importance().tensors().size())
        .put("tokens", run.tokens())
        .put("chunks", run.chunks())
        .put("context", run.context())
        .put("tokens_per_second", run.tokensPerSecond());
  }
}
