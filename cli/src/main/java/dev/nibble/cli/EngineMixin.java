package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command runs the model, and how long a sequence may become. */
final class EngineMixin {
  @Mixin private ComputeMixin compute;
  @Mixin private CacheMixin cache;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Positions of the context (default: what the model was trained for).")
  private int context;

  EngineOptions options() {
    return cache.apply(compute.options()).withContextLength(context);
  }

  /**
   * Loads a model to run it.
   *
   * @param model which
   * @param options how, as {@link #options} says
   * @param err standard error
   */
  Engine load(ModelOption model, EngineOptions options, PrintWriter err) throws ModelFileException {
    Engine engine = model.load(options);
    compute.report(engine, err);
    return engine;
  }
}
