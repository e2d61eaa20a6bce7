package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the command line says of all prompts, and what the line of each says otherwise. */
final class BatchDefaults {
  private static final String PROMPT = "prompt";

  /** The options of {@code generate}, and the priority. */
  private static final List<String> OPTIONS =
      List.of(
          "n",
          "temperature",
          "top_k",
          "top_p",
          "min_p",
          "typical",
          "repeat_penalty",
          "frequency_penalty",
          "presence_penalty",
          "repeat_last_n",
          "seed",
          "stop",
          "ignore_eos",
          "special",
          "priority");

  private final GenerationRequest defaults;

  BatchDefaults(GenerationRequest defaults) {
    this.defaults = defaults;
  }

  /** The prompt of a line. */
  BatchPrompt prompt(IdentifiedLine identified) throws IOException {
    JsonLine line = identified.line();
    String text = line.string(PROMPT);
    for (Map.Entry<String, JsonNode> field : line.value().properties()) {
      if (!field.getKey().equals(PROMPT)) {
        check(line, field.getKey(), field.getValue());
      }
    }
    GenerationRequest request = request(text, line.value(), derivedSeed(identified.id()));
    return new BatchPrompt(identified.id(), request, priority(line.value()));
  }

  /** Refuses an option by itself, so that the error can name it. */
  private void check(JsonLine line, String name, JsonNode value) throws IOException {
    if (!OPTIONS.contains(name)) {
      throw line.wrong(
          "the field \"%s\" is not known, expected id, prompt, %s"
              .formatted(name, OPTIONS.stream().collect(joining(", "))));
    }
    JsonNode alone = Json.object().set(name, value);
    try {
      request("", alone, 0);
      priority(alone);
    } catch (IllegalArgumentException e) {
      IOException wrong = line.wrong("under \"%s\": %s".formatted(name, e.getMessage()));
      wrong.initCause(e);
      throw wrong;
    }
  }

  private GenerationRequest request(String prompt, JsonNode fields, long seed) {
    return new GenerationRequest(
        prompt,
        flag(fields, "special", defaults.parseSpecial()),
        integer(fields, "n", defaults.maxTokens()),
        sampling(fields, seed),
        stops(fields),
        flag(fields, "ignore_eos", defaults.ignoreEos()));
  }

  private static int priority(JsonNode fields) {
    return integer(fields, "priority", 0);
  }

  private SamplingOptions sampling(JsonNode fields, long seed) {
    SamplingOptions d = defaults.sampling();
    return new SamplingOptions(
        (float) number(fields, "temperature", d.temperature()),
        integer(fields, "top_k", d.topK()),
        number(fields, "top_p", d.topP()),
        number(fields, "min_p", d.minP()),
        number(fields, "typical", d.typicalP()),
        (float) number(fields, "repeat_penalty", d.repetitionPenalty()),
        (float) number(fields, "frequency_penalty", d.frequencyPenalty()),
        (float) number(fields, "presence_penalty", d.presencePenalty()),
        integer(fields, "repeat_last_n", d.penaltyWindow()),
        seed(fields, seed));
  }

  private List<String> stops(JsonNode fields) {
    JsonNode stop = fields.path("stop");
    if (stop.isMissingNode()) {
      return defaults.stops();
    }
    if (stop.isTextual()) {
      return List.of(stop.textValue());
    }
    if (!stop.isArray()) {
      throw found(stop, "a string, or an array of strings");
    }
    List<String> stops = new ArrayList<>();
    for (JsonNode one : stop) {
      if (!one.isTextual()) {
        throw found(one, "strings");
      }
      stops.add(one.textValue());
    }
    return stops;
  }

  private static boolean flag(JsonNode fields, String name, boolean otherwise) {
    JsonNode value = fields.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw found(value, "true or false");
    }
    return value.asBoolean(otherwise);
  }

  private static double number(JsonNode fields, String name, double otherwise) {
    JsonNode value = fields.path(name);
    if (!value.isMissingNode() && !value.isNumber()) {
      throw found(value, "a number");
    }
    return value.asDouble(otherwise);
  }

  private static int integer(JsonNode fields, String name, int otherwise) {
    JsonNode value = fields.path(name);
    if (!value.isMissingNode() && !(value.isIntegralNumber() && value.canConvertToInt())) {
      throw found(value, "a whole number of 32 bits");
    }
    return value.asInt(otherwise);
  }

  private static long seed(JsonNode fields, long otherwise) {
    JsonNode value = fields.path("seed");
    if (!value.isMissingNode() && !(value.isIntegralNumber() && value.canConvertToLong())) {
      throw found(value, "a whole number of 64 bits");
    }
    return value.asLong(otherwise);
  }

  private static IllegalArgumentException found(JsonNode value, String expected) {
    return new IllegalArgumentException("%s, expected %s".formatted(value, expected));
  }

  /**
   * The seed of a prompt that has none of its own: it depends on the run's and on the id, so that a
   * prompt goes on in the same way wherever it stands and however often the run was cut off. At
   * most 2^53, which readers of JSON hold exactly.
   */
  private long derivedSeed(String id) {
    long hash = defaults.sampling().seed();
    for (byte b : id.getBytes(UTF_8)) {
      hash = (hash ^ b) * 0x9E37_79B9_7F4A_7C15L;
      hash ^= hash >>> 32;
    }
    return hash >>> 11;
  }
}
