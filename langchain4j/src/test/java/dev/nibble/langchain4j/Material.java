package dev.nibble.langchain4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds the files of the repository that tests read. */
final class Material {
  private Material() {}

  /** The model that is a part of the repository. */
  static Path bundledModel() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .filter(path -> Files.exists(path.resolve("mvnw")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("run the tests inside the repository"))
        .resolve("models/stories260K-pad32-f16.gguf");
  }
}
