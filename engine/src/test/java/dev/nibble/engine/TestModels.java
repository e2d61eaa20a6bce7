package dev.nibble.engine;

import java.nio.file.Files;
import java.nio.file.Path;

/** The bundled model, found from wherever the build runs the tests. */
public final class TestModels {
  private TestModels() {}

  /** The bundled model's file. */
  public static Path bundled() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    return folder.resolve("models/stories260K-pad32-f16.gguf");
  }
}
