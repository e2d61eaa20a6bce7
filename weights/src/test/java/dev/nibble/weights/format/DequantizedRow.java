package dev.nibble.weights.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nibble.weights.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The first weights of a tensor, as ggml dequantizes them.
 *
 * @param model the file that the tensor is in
 * @param tensor its name
 * @param type its type
 * @param blocks the bytes of the weights; empty where only the model file has them
 * @param weightBits what ggml makes of them, as the bits of floats
 * @param sumOfMagnitudes over all weights of the tensor; 0 where it is not known
 */
record DequantizedRow(
    String model,
    String tensor,
    TensorType type,
    MemorySegment blocks,
    List<Integer> weightBits,
    double sumOfMagnitudes) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static List<DequantizedRow> resource(String name) throws IOException {
    try (InputStream in = DequantizedRow.class.getResourceAsStream(name)) {
      return parse(new BufferedReader(new InputStreamReader(in, UTF_8)));
    }
  }

  static List<DequantizedRow> file(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return parse(in);
    }
  }

  private static List<DequantizedRow> parse(BufferedReader lines) {
    return lines.lines().map(DequantizedRow::parse).toList();
  }

  private static DequantizedRow parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return new DequantizedRow(
          json.get("model").asText(),
          json.get("tensor").asText(),
          TensorType.byId(json.get("ggml_type").asInt()).orElseThrow(),
          MemorySegment.ofArray(HexFormat.of().parseHex(json.path("blocks").asText())),
          StreamSupport.stream(json.get("first").spliterator(), false)
              .map(weight -> Float.floatToRawIntBits((float) weight.asDouble()))
              .toList(),
          json.path("sum_abs").asDouble());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return type + ": " + tensor + " of " + model;
  }
}
