package dev.nibble.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open file says of itself. */
final class GgufFileTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("a file that was just written is in memory")
  void resident() throws IOException {
    Path written = folder.resolve("written.gguf");
    new GgufWriter().put("general.architecture", MetadataValue.string("llama")).write(written);
    try (GgufFile file = GgufFile.open(written)) {
      assertEquals(1, file.residentShare());
    }
  }
}
