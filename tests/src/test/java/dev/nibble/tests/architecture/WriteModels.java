package dev.nibble.tests.architecture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Makes the small models' files for other programs, see the README beside the expected logits. */
final class WriteModels {
  @Test
  @DisplayName("with -Dnibble.models=FOLDER, the small models are written there")
  void write() throws IOException {
    String folder = System.getProperty("nibble.models");
    assumeTrue(folder != null, "run with -Dnibble.models=FOLDER to have the files");
    Path target = Files.createDirectories(Path.of(folder));
    for (RandomModel model : SmallModels.all()) {
      model.writeTo(target.resolve(model.name() + ".gguf"));
    }
  }
}
