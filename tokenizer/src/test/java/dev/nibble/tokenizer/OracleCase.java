package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * A text and the ids that llama.cpp gives it.
 *
 * @param text the text
 * @param ids its ids, special tokens being plain text
 * @param specialIds its ids, special tokens being recognized
 */
record OracleCase(String text, List<Integer> ids, List<Integer> specialIds) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<OracleCase> resource(String name) throws IOException {
    try (InputStream in = OracleCase.class.getResourceAsStream(name)) {
      return parse(new BufferedReader(new InputStreamReader(in, UTF_8)));
    }
  }

  static List<OracleCase> file(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return parse(in);
    }
  }

  /** The texts and ids that llama.cpp's own tests come with; they have no special tokens. */
  static List<OracleCase> ownTestsOfLlamaCpp(Path texts, Path ids) throws IOException {
    List<String> parts = List.of(Files.readString(texts).split("\n__ggml_vocab_test__\n"));
    List<String> lines = Files.readAllLines(ids);
    if (parts.size() != lines.size()) {
      throw new IOException(parts.size() + " texts, but ids of " + lines.size());
    }
    return IntStream.range(0, parts.size())
        .mapToObj(i -> new OracleCase(parts.get(i), ints(lines.get(i)), ints(lines.get(i))))
        .toList();
  }

  private static List<OracleCase> parse(BufferedReader lines) {
    return lines.lines().map(OracleCase::parse).toList();
  }

  /**
   * Where llama.cpp takes a text for an end token that is none by the tokenizer's own definition,
   * the definition counts.
   */
  private static OracleCase parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      String special =
          json.path("note").asText().equals("end-token text") ? "ids_hf" : "ids_special";
      JsonNode ids = json.get("ids");
      return new OracleCase(
          json.get("text").asText(), ints(ids), ints(json.has(special) ? json.get(special) : ids));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Integer> ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asInt).toList();
  }

  private static List<Integer> ints(String line) {
    return Arrays.stream(line.strip().split(" +"))
        .filter(id -> !id.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }
}
