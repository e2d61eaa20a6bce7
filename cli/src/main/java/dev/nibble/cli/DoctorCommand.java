package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Doctor;
import dev.nibble.engine.Engine;
import dev.nibble.engine.measure.Check;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble doctor}: what this machine offers and what the model gets of it. */
@Command(
    name = "doctor",
    description = {
      "Shows what the machine and the Java process offer, and which kernels and which device the"
          + " model gets.",
      "",
      "What slows Nibble down is marked, with the flag to add.",
      ""
    },
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private EngineMixin engineOptions;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<Check> checks = new ArrayList<>(Doctor.examine());
    try (Engine engine =
        engineOptions.load(model, engineOptions.options(), spec.commandLine().getErr())) {
      checks.addAll(Doctor.examine(engine));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = Json.object().putArray("checks");
      checks.forEach(check -> array.add(object(check)));
      out.println(Json.line(Json.object().set("checks", array)));
    } else {
      checks.forEach(check -> print(check, out));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static ObjectNode object(Check check) {
    ObjectNode object =
        Json.object()
            .put("name", check.name())
            .put("passed", check instanceof Check.Passed)
            .put("found", check.found());
    switch (check) {
      case Check.Passed _ -> object.put("remedy", "").putNull("slow");
      case Check.Slow slow -> object.put("remedy", slow.remedy()).put("slow", slow.path().id());
    }
    return object;
  }

  private static void print(Check check, PrintWriter out) {
    switch (check) {
      case Check.Passed _ -> out.printf("ok   %-14s %s%n", check.name(), check.found());
      case Check.Slow slow ->
          out.printf(
              "SLOW %-14s %s%n%-4s %-14s -> %s%n",
              check.name(), check.found(), "", "", slow.remedy());
    }
  }
}
