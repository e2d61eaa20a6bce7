package dev.nibble.cli;

import dev.nibble.engine.Drafter;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whether a command guesses tokens before it computes them, which changes its speed alone. */
final class DraftMixin {
  @ArgGroup private DraftSource source;

  @Option(
      names = "--draft-tokens",
      paramLabel = "N",
      description = "Tokens to guess at a time at most (default: as many as pay, up to 16).")
  private Integer tokens;

  /** Whether anything guesses. */
  boolean isGiven() {
    return source != null;
  }

  /** Refuses what makes no sense, before a model is loaded. */
  void check() {
    if (tokens == null) {
      return;
    }
    if (source == null) {
      throw new IllegalArgumentException("--draft-tokens without --lookup or --draft");
    }
    if (tokens < 1) {
      throw new IllegalArgumentException(
          "--draft-tokens is %d, expected 1 or more".formatted(tokens));
    }
  }

  /**
   * Loads what guesses.
   *
   * @param target the model whose tokens it guesses
   * @param options how that one runs
   */
  OpenDrafter open(Engine target, EngineOptions options) throws ModelFileException {
    if (source == null) {
      return new OpenDrafter(Drafter.NONE, () -> {});
    }
    OpenDrafter open = source.open(target, options);
    return tokens == null ? open : new OpenDrafter(open.drafter().atMost(tokens), open.closing());
  }
}
