package dev.nibble.engine.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.Model;
import dev.nibble.engine.TestModels;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The bundled model by hand: width 64, 5 layers, 8 heads and 4 key/value heads of 8, 192 channels
 * in the feed-forward blocks (172, filled up to whole blocks of 32), 512 tokens; F16, embedding and
 * output are one.
 */
final class ForwardWorkTest {
  private static final long OUTPUT = 512 * 64;
  private static final long BLOCKS = 5 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 192 * 64);

  @Test
  @DisplayName("a prompt is multiplied with every block, its last token with the output too")
  void prompt() throws IOException {
    try (Model model = Model.open(TestModels.bundled())) {
      ForwardWork work = work(model);
      // Each query meets the keys and the values up to its own.
      long attention = 5 * 2 * 64 * (1 + 2 + 3);
      assertEquals(3 * BLOCKS + OUTPUT + attention, work.multiplyAdds(3));
    }
  }

  @Test
  @DisplayName("a token reads all weights once, and the keys and values up to its own")
  void token() throws IOException {
    try (Model model = Model.open(TestModels.bundled())) {
      ForwardWork work = work(model);
      long weights = 2 * (BLOCKS + OUTPUT);
      assertEquals(weights + 5 * 2 * 32 * 4, work.bytesRead(0, 1));
      assertEquals(weights + 100 * 5 * 2 * 32 * 4, work.bytesRead(99, 1));
    }
  }

  @Test
  @DisplayName("the parts of a model are all of it")
  void parts() throws IOException {
    try (Model model = Model.open(TestModels.bundled())) {
      ForwardWork work = work(model);
      ForwardWork first = work.part(0, 2, false);
      ForwardWork second = work.part(2, 5, true);
      assertEquals(2 * 2 * BLOCKS / 5 + 2 * 2 * 32 * 4, first.bytesRead(0, 1));
      assertEquals(3 * BLOCKS / 5 + OUTPUT + 3 * 2 * 64 * 10, second.multiplyAddsAt(9));
      assertEquals(work.bytesRead(7, 3), first.bytesRead(7, 3) + second.bytesRead(7, 3));
      assertEquals(work.multiplyAdds(20), first.multiplyAdds(20) + second.multiplyAdds(20));
    }
  }

  private static ForwardWork work(Model model) {
    return new ForwardWork(
        model.config(), model.tensors(), (long) model.config().kvWidth() * Float.BYTES);
  }
}
