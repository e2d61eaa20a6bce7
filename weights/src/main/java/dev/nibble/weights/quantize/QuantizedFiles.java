package dev.nibble.weights.quantize;

import dev.nibble.weights.GgufFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One model in several types, in a temporary folder of its own that goes with them. Whoever opens a
 * file closes it before.
 */
public final class QuantizedFiles implements AutoCloseable {
  private final GgufFile source;
  private final Path folder;

  /** What there is to delete, the last first. */
  private final Deque<Path> created = new ArrayDeque<>();

  /**
   * Makes the folder.
   *
   * @param source the model, which stays the caller's to close
   * @throws IOException if there is no room for temporary files
   */
  public QuantizedFiles(GgufFile source) throws IOException {
    this.source = source;
    this.folder = deletedInTheEnd(Files.createTempDirectory("nibble-"));
  }

  /**
   * Makes a file.
   *
   * @param quantizer what makes it; its recipe names the file
   * @return what became of each tensor
   * @throws IOException see {@link Quantizer#quantize}
   */
  public QuantizationReport make(Quantizer quantizer) throws IOException {
    return quantizer.quantize(
        source, deletedInTheEnd(path(quantizer.recipe())), QuantizationListener.IGNORE);
  }

  /**
   * Where the file of a recipe is.
   *
   * @param recipe one that was made
   * @return its path
   */
  public Path path(Recipe recipe) {
    return folder.resolve(recipe.name() + ".gguf");
  }

  private Path deletedInTheEnd(Path path) {
    path.toFile().deleteOnExit(); // Ctrl-C skips what is in a finally.
    created.push(path);
    return path;
  }

  /** Deletes all files and the folder. */
  @Override
  public void close() throws IOException {
    while (!created.isEmpty()) {
      Files.deleteIfExists(created.pop());
    }
  }
}
