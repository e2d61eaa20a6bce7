package dev.nibble.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.tokenizer.template.Value;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A conversation in a file: an array of messages, or an object that has one. */
final class Conversation {
  static final String MESSAGES = "messages";
  static final String GENERATION_PROMPT = "add_generation_prompt";

  private static final String EXPECTED =
      "expected [{\"role\": \"user\", \"content\": \"...\"}, ...], or an object with that under"
          + " \"messages\"";

  private Conversation() {}

  /**
   * Reads a file.
   *
   * @return what a template gets of it, by name: the messages, and what else the object has
   * @throws IOException if it holds something else
   */
  static Map<String, Value> read(Path file) throws IOException {
    String text = new TextInput(file).read(Reader::readAllAsString);
    JsonNode root;
    try {
      root = Json.parse(text);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: no JSON: %s; %s".formatted(file, e.getOriginalMessage(), EXPECTED), e);
    }
    JsonNode messages = root.isArray() ? root : root.path(MESSAGES);
    check(file, messages);
    Map<String, Value> variables = new LinkedHashMap<>();
    root.properties()
        .forEach(field -> variables.put(field.getKey(), Json.templateValue(field.getValue())));
    variables.put(MESSAGES, Json.templateValue(messages));
    return variables;
  }

  private static void check(Path file, JsonNode messages) throws IOException {
    if (!messages.isArray()) {
      throw new IOException("%s: no messages; %s".formatted(file, EXPECTED));
    }
    int number = 0;
    for (JsonNode message : messages) {
      number++;
      if (!message.path("role").isTextual()) {
        throw new IOException(
            "%s: message %d is %s, which has no \"role\"; %s"
                .formatted(file, number, message, EXPECTED));
      }
    }
  }
}
