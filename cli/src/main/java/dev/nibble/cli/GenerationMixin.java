package dev.nibble.cli;

import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command continues a prompt. */
final class GenerationMixin {
  private static final int DEFAULT_TOKENS = 256;

  @Option(
      names = "--special",
      description = "Control tokens spelled in the prompt become those tokens.")
  private boolean special;

  @Option(
      names = {"-n", "--tokens"},
      paramLabel = "N",
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

  /** For texts of a moderate length. */
  GenerationMixin() {
    this(DEFAULT_TOKENS);
  }

  /** With another limit where none is given. */
  GenerationMixin(int maxTokens) {
    this.maxTokens = maxTokens;
  }

  GenerationRequest request(String prompt) {
    return request(prompt, sampling.options());
  }

  /** Without chance where no temperature is given. */
  GenerationRequest searchRequest(String prompt) {
    return request(prompt, sampling.searchOptions());
  }

  private GenerationRequest request(String prompt, SamplingOptions tokens) {
    return new GenerationRequest(prompt, special, maxTokens, tokens, stops, ignoreEos);
  }
}
