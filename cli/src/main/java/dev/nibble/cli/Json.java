package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.tokenizer.template.Value;
import java.io.IOException;

/** JSON in and out, one value a line. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** For texts that are read token by token: it leaves what follows a value. */
  private static final ObjectMapper TOKENS =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final ObjectMapper EXACT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode node(Object value) {
    return MAPPER.valueToTree(value);
  }

  static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value, e);
    }
  }

  private static String asciiLine(Object value) {
    try {
      return MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value, e);
    }
  }

  /** As {@link #line}, but in ASCII where it holds what UTF-8 does not: half a surrogate pair. */
  static String anyLine(Object value) {
    String line = line(value);
    return UTF_8.newEncoder().canEncode(line) ? line : asciiLine(value);
  }

  /** What a template makes of a value. */
  static Value templateValue(JsonNode node) {
    return Value.of(MAPPER.convertValue(node, Object.class));
  }

  static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /**
   * A value as Java has it: maps in the order of the text, lists, strings, numbers digit by digit,
   * booleans and nulls. An object that has a key twice is no JSON.
   */
  static Object value(String text) throws JsonProcessingException {
    return EXACT.readValue(text, Object.class);
  }

  /** Reads a text token by token; an object that has a key twice is no JSON. */
  static JsonParser parser(String text) throws IOException {
    return TOKENS.createParser(text);
  }
}
