package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.TestModels;
import dev.nibble.tokenizer.EncodeOptions;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PagedMemoryCollectorTest {
  private static final String LONG =
      "He ran to " + "a big red box and then to ".repeat(3) + "Lily.";
  private static Engine engine;

  @BeforeAll
  static void load() throws IOException {
    engine =
        Engine.load(
            TestModels.bundled(), EngineOptions.defaults().withKernels(KernelChoice.SCALAR));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static int tokens(String sentence) {
    return engine.tokenizer().encode(sentence, EncodeOptions.plain()).length;
  }

  @Test
  @DisplayName("each sentence is a sequence that takes whole blocks, and all are given back")
  void sentences() throws IOException {
    PagedMemory paged =
        new PagedMemoryCollector(engine, "The dog sat. \n" + LONG + " Why? No!").collect(3);

    List<Integer> lengths =
        Stream.of("The dog sat.", LONG, "Why?").map(one -> tokens(one)).toList();
    long blocks = lengths.stream().mapToLong(one -> Math.ceilDiv(one, 16)).sum();
    assertEquals(lengths, paged.lengths());
    assertEquals(2 * 5 * 32 * 4, paged.positionBytes());
    assertEquals(blocks * 16 * paged.positionBytes(), paged.usedBytes());
    assertEquals(512, paged.capacity());
    assertEquals(0, engine.kvMeters().used());
  }

  @Test
  @DisplayName("a text without a sentence is refused")
  void nothing() {
    assertThrows(
        IllegalArgumentException.class, () -> new PagedMemoryCollector(engine, "").collect(3));
  }
}
