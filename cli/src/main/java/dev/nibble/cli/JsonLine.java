package dev.nibble.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One line of a file that holds a JSON value a line.
 *
 * @param file the file
 * @param number of the line, from 1
 * @param value what it holds
 */
record JsonLine(Path file, int number, JsonNode value) {

  static JsonLine parse(Path file, int number, String line) throws IOException {
    try {
      return new JsonLine(file, number, Json.parse(line));
    } catch (JsonProcessingException e) {
      throw new JsonLine(file, number, NullNode.instance).noJson(e);
    }
  }

  /** The string under a key. */
  String string(String key) throws IOException {
    JsonNode string = value.path(key);
    if (!string.isTextual()) {
      throw wrong("no string under \"%s\"".formatted(key));
    }
    return string.textValue();
  }

  /** What to throw where the line is no JSON, with that for its cause. */
  IOException noJson(JsonProcessingException e) {
    IOException wrong = wrong("no JSON: " + e.getOriginalMessage());
    wrong.initCause(e);
    return wrong;
  }

  /** What to throw where the line holds something else. */
  IOException wrong(String reason) {
    return new IOException("%s, line %d: %s".formatted(file, number, reason));
  }
}
