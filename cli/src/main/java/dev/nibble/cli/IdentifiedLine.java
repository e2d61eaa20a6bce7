package dev.nibble.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One line of a file that holds an object with an id a line.
 *
 * @param line its other fields
 * @param id the id in JSON, a number digit by digit as it was written: 1 and 1.0 are two ids
 */
record IdentifiedLine(JsonLine line, String id) {
  private static final String ID = "id";

  /**
   * Reads a line.
   *
   * @throws IOException if it holds something else; caused by a {@link JsonProcessingException} if
   *     that is no JSON
   */
  static IdentifiedLine parse(Path file, int number, String text) throws IOException {
    JsonLine line = new JsonLine(file, number, Json.object());
    try (JsonParser parser = Json.parser(text)) {
      return parse(line, parser);
    } catch (JsonProcessingException e) {
      throw line.noJson(e);
    }
  }

  private static IdentifiedLine parse(JsonLine line, JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw line.wrong("no object, expected {\"id\": ...}");
    }
    ObjectNode fields = (ObjectNode) line.value();
    String id = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean scalar = parser.nextToken().isScalarValue();
      if (!name.equals(ID)) {
        fields.set(name, parser.readValueAsTree());
      } else if (scalar) {
        id = id(parser);
      } else {
        throw line.wrong(
            "under \"id\" stands %s, expected a string, a number, true, false or null"
                .formatted(parser.<JsonNode>readValueAsTree()));
      }
    }
    if (parser.nextToken() != null) {
      throw line.wrong("more than one object, expected each on a line of its own");
    }
    if (id == null) {
      throw line.wrong("nothing under \"id\", expected what its result shall bear");
    }
    return new IdentifiedLine(line, id);
  }

  private static String id(JsonParser parser) throws IOException {
    String text = parser.getText();
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return text;
    }
    return Json.anyLine(text);
  }

  /** An object that begins with an id. */
  static ObjectNode object(String id) {
    return Json.object().putRawValue(ID, new RawValue(id));
  }
}
