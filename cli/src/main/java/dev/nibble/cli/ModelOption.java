package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command works on. */
final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "The GGUF file (default: the bundled model).")
  private Path file;

  /** Whether the command line names one. */
  boolean isGiven() {
    return file != null;
  }

  Path path() throws ModelFileException {
    return file == null ? BundledModel.path() : file;
  }

  /** Loads the model to run it. */
  Engine load(EngineOptions options) throws ModelFileException {
    return load(path(), options);
  }

  /** Loads a model to run it. */
  static Engine load(Path path, EngineOptions options) throws ModelFileException {
    return open(path, () -> Engine.load(path, options));
  }

  /** Reads the vocabulary alone, so that a file without weights will do. */
  Tokenizer tokenizer() throws ModelFileException {
    return read(Tokenizer::from);
  }

  /** What is made of a file's metadata. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Metadata metadata) throws IOException;
  }

  /** Reads the metadata alone. */
  <T> T read(Reading<T> reading) throws ModelFileException {
    Path path = path();
    return open(
        path,
        () -> {
          try (GgufFile opened = GgufFile.open(path)) {
            return reading.of(opened.metadata());
          }
        });
  }

  /** The system would say no more of a folder than that it is no such device. */
  static void refuseFolder(Path path) throws ModelFileException {
    if (Files.isDirectory(path)) {
      throw new ModelFileException(path + " is a folder, expected a GGUF file", null);
    }
  }

  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }

  /** Whatever hinders the opening is the file's fault. */
  static <T> T open(Path path, Opening<T> opening) throws ModelFileException {
    refuseFolder(path);
    try {
      return opening.open();
    } catch (IOException e) {
      String message = Errors.message(e);
      throw new ModelFileException(
          message.contains(path.toString()) ? message : path + ": " + message, e);
    }
  }
}
