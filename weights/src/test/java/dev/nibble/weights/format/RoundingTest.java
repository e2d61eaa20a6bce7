package dev.nibble.weights.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nibble.weights.Layouts;
import dev.nibble.weights.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounding to nearest makes the bytes that ggml makes, of any row. */
final class RoundingTest {
  private static final float[] ALL_ALIKE = {};

  @ParameterizedTest(name = "{1} of a row: {0}")
  @MethodSource
  @DisplayName("a row becomes the blocks that ggml makes of it")
  void golden(String name, TensorType type, byte[] floats, String blocks) {
    float[] row = MemorySegment.ofArray(floats).toArray(Layouts.FLOAT32);
    byte[] out = new byte[(int) type.rowBytes(row.length)];

    BlockFormat.of(type).orElseThrow().quantize(row, ALL_ALIKE, MemorySegment.ofArray(out), 0);

    assertEquals(blocks, HexFormat.of().formatHex(out));
  }

  static Stream<Arguments> golden() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<Arguments> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                RoundingTest.class.getResourceAsStream("quantized.jsonl"), UTF_8))) {
      for (String line : lines.lines().toList()) {
        JsonNode json = mapper.readTree(line);
        String name = json.get("row").textValue();
        byte[] floats = HexFormat.of().parseHex(json.get("floats").textValue());
        for (TensorType type : TensorType.values()) {
          if (json.has(type.name())) {
            cases.add(Arguments.of(name, type, floats, json.get(type.name()).textValue()));
          }
        }
      }
    }
    return cases.stream();
  }
}
