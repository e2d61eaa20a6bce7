package dev.nibble.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * An expected greedy continuation.
 *
 * @param model the model's file name
 * @param prompt the text to continue
 * @param promptIds its tokens, BOS included
 * @param ids the tokens that follow, up to the first that rounding might turn
 */
record GreedyCase(String model, String prompt, List<Integer> promptIds, List<Integer> ids) {
  /** Below this distance between the two best logits, rounding alone may turn a step. */
  private static final double DECISIVE_MARGIN = 0.02;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static List<GreedyCase> read(BufferedReader lines) throws IOException {
    try (lines) {
      return lines.lines().map(GreedyCase::parse).toList();
    }
  }

  private static GreedyCase parse(String line) {
    try {
      JsonNode row = MAPPER.readTree(line);
      List<Integer> ids = integers(row.get("ids"));
      return new GreedyCase(
          row.get("model").textValue(),
          row.get("prompt").textValue(),
          integers(row.get("prompt_ids")),
          ids.subList(0, decisive(row.get("margins"), ids.size())));
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + line, e);
    }
  }

  private static int decisive(JsonNode margins, int count) {
    for (int i = 0; i < count; i++) {
      if (margins.get(i).doubleValue() < DECISIVE_MARGIN) {
        return i;
      }
    }
    return count;
  }

  private static List<Integer> integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::intValue).toList();
  }

  @Override
  public String toString() {
    return "%s: %s (%d tokens)".formatted(model, prompt, ids.size());
  }
}
