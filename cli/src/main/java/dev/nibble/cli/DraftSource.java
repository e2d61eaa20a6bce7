package dev.nibble.cli;

import dev.nibble.engine.DraftModel;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.PromptLookup;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where guesses of the next tokens come from. */
final class DraftSource {
  @Option(
      names = "--lookup",
      required = true,
      description = "Guess that the text repeats itself and check several tokens at once.")
  private boolean lookup;

  @Option(
      names = "--draft",
      required = true,
      paramLabel = "FILE",
      description = "Let this smaller model with the same vocabulary guess.")
  private Path model;

  /**
   * Loads what guesses.
   *
   * @param target the model whose tokens it guesses
   * @param options how that one runs; the smaller one has its own context
   */
  OpenDrafter open(Engine target, EngineOptions options) throws ModelFileException {
    if (lookup) {
      return new OpenDrafter(new PromptLookup(), () -> {});
    }
    Engine engine = ModelOption.load(model, options.withContextLength(0));
    try {
      DraftModel drafter = new DraftModel(engine, target);
      return new OpenDrafter(
          drafter,
          () -> {
            drafter.close();
            engine.close();
          });
    } catch (IllegalArgumentException e) {
      engine.close();
      throw new IllegalArgumentException(model + ": " + e.getMessage(), e);
    }
  }
}
