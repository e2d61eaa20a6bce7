package dev.nibble.cli;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.quantize.Importance;
import dev.nibble.weights.quantize.QuantizationListener;
import dev.nibble.weights.quantize.QuantizationReport;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** One model in several types, in a temporary folder. */
final class QuantizedFiles implements AutoCloseable {
  private final Path source;
  private final int threads;
  private final Path folder;

  /** What there is to delete, the last first. */
  private final Deque<Path> created = new ArrayDeque<>();

  /**
   * Makes the folder.
   *
   * @param source the model
   * @param threads how many work on a tensor
   */
  QuantizedFiles(Path source, int threads) throws IOException {
    this.source = source;
    this.threads = threads;
    this.folder = deletedInTheEnd(Files.createTempDirectory("nibble-compare-"));
  }

  /** Makes a file, and returns what became of each tensor. */
  QuantizationReport make(Recipe recipe) throws IOException {
    try (GgufFile file = ModelOption.open(source, () -> GgufFile.open(source))) {
      return new Quantizer(recipe, Importance.none(), threads)
          .quantize(file, deletedInTheEnd(path(recipe)), QuantizationListener.IGNORE);
    } catch (GgufFormatException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
  }

  /** The file of a type. */
  ComparedFile file(Recipe recipe) {
    return new ComparedFile(recipe.name(), path(recipe), true);
  }

  private Path path(Recipe recipe) {
    return folder.resolve(recipe.name() + ".gguf");
  }

  private Path deletedInTheEnd(Path path) {
    path.toFile().deleteOnExit(); // Ctrl-C skips what is in a finally.
    created.push(path);
    return path;
  }

  @Override
  public void close() throws IOException {
    while (!created.isEmpty()) {
      Files.deleteIfExists(created.pop());
    }
  }
}
