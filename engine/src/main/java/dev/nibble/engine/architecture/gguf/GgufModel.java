package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;

/**
 * The numbers and tensors of a model, as its file declares them.
 *
 * @param config its numbers
 * @param tensors its tensors, views of the file
 */
public record GgufModel(ModelConfig config, ModelTensors tensors) {

  /**
   * Reads and checks a model.
   *
   * @param file the open file
   * @param vocabularySize tokens of its vocabulary
   * @return the model
   * @throws GgufFormatException if a number is missing, of the wrong type or impossible, or a
   *     tensor is missing or has another shape
   * @throws UnsupportedModelException if the model asks for something that is not implemented, has
   *     a tensor of a type that cannot be computed with, or one that is unknown to its architecture
   */
  public static GgufModel read(GgufFile file, int vocabularySize)
      throws GgufFormatException, UnsupportedModelException {
    Architecture architecture = Architectures.of(file.metadata());
    ModelConfig config = new ConfigReader(architecture, file.metadata()).read(vocabularySize);
    return new GgufModel(config, new TensorReader(architecture, file, config).read());
  }
}
