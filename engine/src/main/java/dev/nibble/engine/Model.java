package dev.nibble.engine;

import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.architecture.gguf.GgufModel;
import dev.nibble.engine.kernel.tier.TierChoice;
import dev.nibble.engine.kernel.tier.TierSelector;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.weights.GgufFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model file that passed every check: its header, its vocabulary, its configuration and its
 * tensors.
 *
 * @param file the open file, which the rest are views of
 * @param tokenizer its tokenizer
 * @param config its numbers
 * @param tensors its tensors
 */
public record Model(GgufFile file, Tokenizer tokenizer, ModelConfig config, ModelTensors tensors)
    implements AutoCloseable {

  /**
   * Opens a file and checks everything that running it needs.
   *
   * @param path the file
   * @return the model
   * @throws dev.nibble.weights.GgufFormatException if the file is damaged
   * @throws dev.nibble.engine.architecture.UnsupportedModelException if the model is of a kind that
   *     is not implemented
   * @throws dev.nibble.tokenizer.UnsupportedTokenizerException if its tokenizer is not implemented
   * @throws IOException if the file cannot be read
   */
  public static Model open(Path path) throws IOException {
    return opened(GgufFile.open(path));
  }

  /**
   * The same for the beginning of a file, which is enough to know what running it takes. It cannot
   * be run.
   *
   * @param path the file, or as much of it as the header takes
   * @return the model, whose tensors have no data
   * @throws IOException see {@link #open}
   */
  public static Model openBeginning(Path path) throws IOException {
    return opened(GgufFile.openBeginning(path));
  }

  private static Model opened(GgufFile file) throws IOException {
    try {
      return of(file);
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** Checks an open file, which the caller closes where something is wrong with it. */
  static Model of(GgufFile file) throws IOException {
    Tokenizer tokenizer = Tokenizer.from(file.metadata());
    GgufModel model = GgufModel.read(file, tokenizer.vocabulary().size());
    return new Model(file, tokenizer, model.config(), model.tensors());
  }

  /**
   * What most multiply-adds of its products would be, if the CPU ran it alone.
   *
   * @param options how it would be run
   * @return the arithmetic
   * @throws IllegalStateException if the chosen kernels cannot run in this process
   */
  public Arithmetic arithmetic(EngineOptions options) {
    TierChoice choice =
        TierSelector.select(options.kernels().tier(), tensors.multipliedWeights(), false);
    return TierSelector.arithmetic(choice.tier(), options.quantizing(), tensors);
  }

  /** Closes the file. */
  @Override
  public void close() {
    file.close();
  }
}
