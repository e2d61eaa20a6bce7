package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.engine.ChatMessage;
import dev.nibble.tokenizer.template.Value;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

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
    String text = new TextInput(file).text();
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

  /**
   * Reads the messages of a file, whose contents are texts.
   *
   * @throws IOException if it holds something else
   */
  static List<ChatMessage> messages(Path file) throws IOException {
    List<ChatMessage> messages = new ArrayList<>();
    for (Value message : ((Value.Sequence) read(file).get(MESSAGES)).items()) {
      SequencedMap<Value, Value> fields = ((Value.Mapping) message).entries();
      String role = ((Value.Text) fields.get(Value.of("role"))).text();
      if (!(fields.get(Value.of("content")) instanceof Value.Text(String content))) {
        throw new IOException(
            "%s: message %d has no text under \"content\"; %s"
                .formatted(file, messages.size() + 1, EXPECTED));
      }
      messages.add(new ChatMessage(role, content));
    }
    return messages;
  }

  /** Makes or replaces a file. */
  static void write(Path file, List<ChatMessage> messages) throws IOException {
    String line = Json.anyLine(Json.object().set(MESSAGES, Json.node(messages)));
    AtomicFile.write(file, out -> out.write((line + "\n").getBytes(UTF_8)));
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
