package dev.nibble.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.Model;
import dev.nibble.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of which somebody has the beginning alone, and wants to know what they would take. */
final class HeaderAloneTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.nibble.tests.architecture.SmallModels#all")
  @DisplayName("the beginning of a file says the same of a model as all of it")
  void beginning(RandomModel random) throws IOException {
    Path file = folder.resolve("whole.gguf");
    random.writeTo(file);
    try (Model whole = Model.open(file)) {
      long data = whole.file().tensors().values().stream().mapToLong(Tensor::bytes).sum();
      byte[] header = Arrays.copyOf(Files.readAllBytes(file), (int) (whole.file().bytes() - data));
      try (Model part = Model.openBeginning(Files.write(folder.resolve("part.gguf"), header))) {
        assertEquals(whole.config(), part.config());
        assertEquals(whole.tensors().multipliedBytes(), part.tensors().multipliedBytes());
      }
    }
  }
}
