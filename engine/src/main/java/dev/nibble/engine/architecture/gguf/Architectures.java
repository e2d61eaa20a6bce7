package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import java.util.List;
import java.util.stream.Collectors;

/** The architectures that can be run. */
final class Architectures {
  private static final String KEY = "general.architecture";

  private static final List<Architecture> ALL =
      List.of(
          new Llama(),
          new Mistral(),
          new Mistral3(),
          new Qwen2(),
          new Qwen2Moe(),
          new Qwen3(),
          new Qwen3Moe(),
          new Gemma(),
          new Gemma2(),
          new Gemma3(),
          new Phi3(),
          new Granite(),
          new GraniteMoe(),
          new SmolLm3(),
          new Olmo2(),
          new StarCoder2(),
          new Gpt2());

  private Architectures() {}

  /**
   * The architecture that a file declares.
   *
   * @throws GgufFormatException if it declares none
   * @throws UnsupportedModelException if there is none of that name
   */
  static Architecture of(Metadata metadata) throws GgufFormatException, UnsupportedModelException {
    String name = metadata.string(KEY).orElseThrow(() -> metadata.missing(KEY));
    for (Architecture architecture : ALL) {
      if (architecture.name().equals(name)) {
        return architecture;
      }
    }
    throw new UnsupportedModelException(
        "the architecture '" + name + "'",
        ALL.stream().map(Architecture::name).collect(Collectors.joining(", ")));
  }
}
