package dev.nibble.tests;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nibble.engine.Model;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.tokenizer.UnsupportedTokenizerException;
import dev.nibble.weights.GgufFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Any bytes are a model, or are refused by name: nothing else may come out of a file. */
final class ModelFuzz {
  @FuzzTest(maxDuration = "5m")
  void anyFileIsAModelOrIsRefusedByName(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("nibble-fuzz", ".gguf");
    try {
      Files.write(file, bytes);
      Model.open(file).close();
    } catch (GgufFormatException | UnsupportedModelException | UnsupportedTokenizerException _) {
      // Refused by name, as it should be.
    } finally {
      Files.delete(file);
    }
  }
}
