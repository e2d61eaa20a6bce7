package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import picocli.CommandLine.Option;

/** How many continuations of one prompt a command writes, and which. */
final class SeveralTexts {
  @Option(
      names = "--samples",
      required = true,
      paramLabel = "N",
      description = "Write N texts at once, with the seeds --seed, --seed + 1 and so on.")
  private Integer samples;

  @Option(
      names = "--beams",
      required = true,
      paramLabel = "N",
      description =
          "Write the likeliest texts that a search with N beams finds, best first; there is no"
              + " chance in it (--temperature 0) and no penalty.")
  private Integer beams;

  /** Whether it is a search, which takes no chance. */
  boolean isSearch() {
    return beams != null;
  }

  TextSet generate(Engine engine, GenerationRequest request) {
    return isSearch()
        ? BeamTexts.generate(engine, request, beams)
        : SampledTexts.generate(engine, request, samples);
  }
}
