package dev.nibble.engine.predict;

import dev.nibble.engine.Model;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.io.IOException;

/** Shapes of known models. */
final class Facts {
  private Facts() {}

  static ModelFacts bundled() throws IOException {
    try (Model model = Model.open(TestModels.bundled())) {
      return ModelFacts.of(model);
    }
  }

  /** As its GGUF file in F16 has it. */
  static ModelFacts smolLm() {
    return llama("SmolLM2-135M", 49_152, 576, 30, 1536, 9, 3, 134_515_008, 0);
  }

  /** As its GGUF file in F16 has it: with 32 rotary factors. */
  static ModelFacts llama32() {
    return llama("Llama-3.2-1B", 128_256, 2048, 16, 8192, 32, 8, 1_235_814_432, 32);
  }

  /** Another number of elements in the file. */
  static ModelFacts with(ModelFacts m, long parameters) {
    return new ModelFacts(
        m.name(),
        m.vocabulary(),
        m.width(),
        m.layers(),
        m.feedForwardWidth(),
        m.gated(),
        m.experts(),
        m.heads(),
        m.kvHeads(),
        m.headSize(),
        m.tied(),
        m.contextLength(),
        parameters,
        m.parameterBytes(),
        m.fileBytes(),
        m.rotaryFactors(),
        m.multipliedWeights(),
        m.multipliedBytes());
  }

  private static ModelFacts llama(
      String name,
      int vocabulary,
      int width,
      int layers,
      int hidden,
      int heads,
      int kvHeads,
      long parameters,
      int factors) {
    long vectors = (2L * layers + 1) * width;
    long multiplied = parameters - vectors - factors;
    long bytes = 2 * multiplied + 4 * (vectors + factors);
    return new ModelFacts(
        name,
        vocabulary,
        width,
        layers,
        hidden,
        true,
        1,
        heads,
        kvHeads,
        64,
        true,
        2048,
        parameters,
        bytes,
        bytes + 1_000_000,
        factors,
        multiplied,
        2 * multiplied);
  }
}
