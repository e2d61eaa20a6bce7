package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Model;
import dev.nibble.weights.GgufFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nibble inspect}: what a model file holds. */
@Command(
    name = "inspect",
    description = {
      "Shows the metadata, tensors and sizes of model files, or checks them.",
      "",
    },
    sortOptions = false)
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "GGUF files (default: the bundled model).")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "One more file, as other commands name it.")
  private Path model;

  @Option(names = "--json", description = "Print one JSON object a file.")
  private boolean json;

  @Option(
      names = "--check",
      description =
          "Check all that loading would check, and print {\"file\", \"ok\", \"error\"} for each"
              + " file; exit code 3 if any is bad.")
  private boolean check;

  @Override
  public Integer call() throws IOException {
    if (model != null) {
      files.addFirst(model);
    }
    if (files.isEmpty()) {
      files.add(BundledModel.path());
    }
    return check ? check() : show();
  }

  private int check() {
    PrintWriter out = spec.commandLine().getOut();
    boolean allGood = true;
    for (Path file : files) {
      ObjectNode line = Json.object().put("file", file.toString());
      try (Model _ = open(file)) {
        line.put("ok", true).putNull("error");
      } catch (IOException e) {
        line.put("ok", false).put("error", Errors.message(e));
        allGood = false;
      }
      out.println(Json.line(line));
    }
    out.flush();
    return allGood ? ExitCode.DONE : ExitCode.BAD_MODEL;
  }

  private static Model open(Path file) throws IOException {
    ModelOption.refuseFolder(file);
    return Model.open(file);
  }

  private int show() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    for (Path path : files) {
      try (GgufFile file = ModelOption.open(path, () -> GgufFile.open(path))) {
        FileSummary summary = new FileSummary(file);
        if (json) {
          out.println(Json.line(summary.json()));
        } else {
          summary.print(out);
        }
      }
    }
    out.flush();
    return ExitCode.DONE;
  }
}
