package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.nibble.engine.Doctor;
import dev.nibble.engine.Engine;
import dev.nibble.engine.measure.Check;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
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
      "Shows what the machine and the Java process offer, and which kernels the model gets.",
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
    checks.add(Check.passed("flags", flags()));
    try (Engine engine = model.load(engineOptions.options())) {
      checks.add(Doctor.examine(engine));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = Json.object().putArray("checks");
      checks.forEach(check -> array.add(Json.node(check)));
      out.println(Json.line(Json.object().set("checks", array)));
    } else {
      checks.forEach(check -> print(check, out));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static String flags() {
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return flags.isEmpty() ? "none" : String.join(" ", flags);
  }

  private static void print(Check check, PrintWriter out) {
    out.printf("%-4s %-14s %s%n", check.passed() ? "ok" : "SLOW", check.name(), check.found());
    if (!check.passed()) {
      out.printf("%-4s %-14s -> %s%n", "", "", check.remedy());
    }
  }
}
