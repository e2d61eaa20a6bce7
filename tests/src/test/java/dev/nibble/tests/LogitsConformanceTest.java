package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import dev.nibble.tokenizer.EncodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logits against llama.cpp's, and against themselves along different ways. */
final class LogitsConformanceTest {
  private static final double TOLERANCE = 1e-3;

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void logitsAreThoseOfLlamaCpp(KernelChoice kernels) throws IOException {
    List<String> rows = Files.readAllLines(Material.shared("expected/logits.jsonl"));
    assertEquals(3, rows.size());
    for (String line : rows) {
      JsonNode row = new ObjectMapper().readTree(line);
      EngineOptions options = EngineOptions.defaults().withKernels(kernels);
      try (Engine engine =
              Engine.load(Material.shared("models/" + row.get("model").textValue()), options);
          Session session = engine.newSession()) {
        int[] ids =
            engine
                .tokenizer()
                .encode(
                    row.get("prompt").textValue(),
                    EncodeOptions.prompt(engine.tokenizer().vocabulary()));
        float[] logits = session.logits(ids);
        assertEquals(row.get("logits").size(), logits.length);
        for (int id = 0; id < logits.length; id++) {
          double expected = row.get("logits").get(id).doubleValue();
          assertEquals(expected, logits[id], TOLERANCE, "token " + id + " of " + row.get("prompt"));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void theLogitsOfEachPositionAreThoseOfThePrefixThatEndsThere(KernelChoice kernels)
      throws IOException {
    int[] ids = new int[70];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 1 + i * 37 % 500;
    }
    EngineOptions options = EngineOptions.defaults().withKernels(kernels);
    try (Engine engine = Engine.load(Material.bundledModel(), options);
        Session session = engine.newSession();
        Session another = engine.newSession()) {
      int vocabulary = engine.config().vocabularySize();
      List<Integer> positions = new ArrayList<>();
      session.logits(
          ids,
          (position, logits, offset) -> {
            positions.add(position);
            if (position % 9 == 0 || position == ids.length - 1) {
              float[] expected = another.logits(Arrays.copyOf(ids, position + 1));
              for (int id = 0; id < vocabulary; id++) {
                assertEquals(expected[id], logits[offset + id], 1e-4, "position " + position);
              }
            }
          });
      assertEquals(ids.length, positions.size());
      assertTrue(positions.getFirst() == 0 && positions.getLast() == ids.length - 1);
    }
  }
}
