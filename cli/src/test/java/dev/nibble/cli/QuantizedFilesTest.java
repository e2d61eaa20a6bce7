package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuantizedFilesTest {
  @Test
  @DisplayName("files and folder are there until they are closed, and gone afterwards")
  void leaveNothingBehind() throws IOException {
    Recipe recipe = Recipe.named("q8_0");
    Path folder;
    try (QuantizedFiles files = new QuantizedFiles(Material.bundledModel(), 1)) {
      files.make(recipe);
      ComparedFile made = files.file(recipe);
      folder = made.path().getParent();
      assertEquals("Q8_0", made.name());
      assertTrue(Files.size(made.path()) < Files.size(Material.bundledModel()));
      assertTrue(made.lasting().isEmpty(), made::toString);
    }
    assertFalse(Files.exists(folder), folder::toString);
  }
}
