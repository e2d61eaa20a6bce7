package dev.nibble.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Session;
import dev.nibble.engine.SessionFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved keys of a model that turns them otherwise in long contexts. */
final class SavedContextTest {
  private static final int ORIGINAL = 256;

  @TempDir private Path folder;

  private Path saved(Engine engine, int positions) throws IOException {
    Path file = folder.resolve(positions + ".session");
    try (Session session = engine.newSession(positions)) {
      session.logits(ExpectedLogits.ids());
      session.save(file);
    }
    return file;
  }

  @Test
  @DisplayName("a sequence goes on in a context whose keys are turned alike, and in no other")
  void contexts() throws IOException {
    Path model = folder.resolve("model.gguf");
    PhiModels.longRope("phi3-saved", ORIGINAL).writeTo(model);
    EngineOptions options = EngineOptions.defaults().withContextLength(4 * ORIGINAL);
    try (Engine engine = Engine.load(model, options);
        Session small = engine.newSession(ORIGINAL);
        Session large = engine.newSession()) {
      Path shortOne = saved(engine, ORIGINAL - 100);
      Path longOne = saved(engine, ORIGINAL + 1);

      small.restore(shortOne);
      large.restore(longOne);

      refused(small, longOne, "give -c 257");
      refused(large, shortOne, "give -c 156");
      Path again = folder.resolve("again");
      small.save(again);
      assertEquals(Files.size(shortOne), Files.size(again));
    }
  }

  private static void refused(Session session, Path file, String remedy) {
    String message =
        assertThrows(SessionFileException.class, () -> session.restore(file)).getMessage();
    assertTrue(message.contains("turns keys otherwise"), message);
    assertTrue(message.contains(remedy), message);
  }
}
