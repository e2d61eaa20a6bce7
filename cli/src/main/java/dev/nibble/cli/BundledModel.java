package dev.nibble.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The model that comes with Nibble. */
final class BundledModel {
  /** Where Nibble is installed; set by the launcher. */
  static final String HOME_PROPERTY = "nibble.home";

  private static final String FILE = "models/stories260K-pad32-f16.gguf";

  private BundledModel() {}

  static Path path() throws ModelFileException {
    Path path = Path.of(System.getProperty(HOME_PROPERTY, "")).resolve(FILE);
    if (!Files.isRegularFile(path)) {
      throw new ModelFileException(
          "the bundled model is not at %s: name a model with -m, or start java with -D%s=FOLDER"
              .formatted(path.toAbsolutePath(), HOME_PROPERTY),
          null);
    }
    return path;
  }
}
