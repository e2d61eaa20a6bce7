package dev.nibble.weights.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Material;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class QuantizedFilesTest {
  @Test
  @DisplayName("files and folder are there until they are closed, and gone afterwards")
  void leaveNothingBehind() throws IOException {
    Recipe recipe = Recipe.named("q8_0");
    Path made;
    try (GgufFile source = GgufFile.open(Material.bundledModel());
        QuantizedFiles files = new QuantizedFiles(source)) {
      QuantizationReport report = files.make(new Quantizer(recipe, Importance.none(), 1));
      made = files.path(recipe);

      assertEquals("Q8_0", report.recipe());
      assertTrue(Files.size(made) < Files.size(Material.bundledModel()), made::toString);
      assertFalse(made.startsWith(source.path().toAbsolutePath().getParent()), made::toString);
    }
    assertFalse(Files.exists(made.getParent()), made::toString);
  }
}
