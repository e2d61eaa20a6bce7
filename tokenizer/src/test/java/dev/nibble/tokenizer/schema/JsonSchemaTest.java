package dev.nibble.tokenizer.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nibble.tokenizer.BundledTokenizer;
import dev.nibble.tokenizer.constrain.Accepted;
import dev.nibble.tokenizer.constrain.TokenTrie;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JSON a schema lets through, and which schemas are refused. */
final class JsonSchemaTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static TokenTrie trie;

  @BeforeAll
  static void sort() throws IOException {
    trie = new TokenTrie(BundledTokenizer.load());
  }

  private static Accepted accepted(String schema) throws IOException {
    return new Accepted(JsonSchema.grammar(JSON.readValue(schema, Object.class)), trie);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"boolean\"}; true; \"true\"",
        "{\"type\":\"number\",\"exclusiveMaximum\":0,\"minimum\":-1}; -0.5; -0",
        "{\"type\":[\"null\",\"integer\"]}; -12; 1.5",
        "{\"type\":\"number\"}; -1.5e10; 01",
        "{\"const\":{\"a\":[1,\"x\\n\",null]}}; {\"a\":[1,\"x\\n\",null]}; {\"a\":[1]}",
        "{\"enum\":[1,\"a\",true],\"type\":\"string\"}; \"a\"; 1",
        "{\"enum\":[1,5,9],\"minimum\":3}; 5; 1",
        "{\"type\":\"string\",\"minLength\":2,\"maxLength\":3}; \"\\u00e9\\\"x\"; \"abcd\"",
        "{\"maxLength\":1}; \"\"; \"ab\"",
        "{\"type\":\"string\",\"maxLength\":1}; \"😀\"; \"\\ud83d\"",
        "{\"pattern\":\"^[a-c]{2}\\\\d+$\"}; \"ab12\"; \"abc12\"",
        "{\"pattern\":\"b|^c$\"}; \"abc\"; \"cd\"",
        "{\"pattern\":\"^\\\\S\\\\/[\\\\x22\\\\\\\\]$\"}; \"x/\\\"\"; \" /\\\"\"",
        "{\"pattern\":\"^(?:ab|c)*?$\"}; \"abcab\"; \"aab\"",
        "{\"pattern\":\"^[a-z]+$\",\"maxLength\":3}; \"abc\"; \"abcd\"",
        "{\"pattern\":\"^.$\"}; \"\\t\"; \"\\n\"",
        "{\"format\":\"date\"}; \"2024-02-28\"; \"2024-02-30\"",
        "{\"format\":\"date-time\"}; \"2024-12-31T23:59:59.5Z\"; \"2024-12-31 23:59:59Z\"",
        "{\"format\":\"uuid\"}; \"123e4567-e89b-12d3-a456-426614174000\"; \"123e4567\"",
        "{\"format\":\"ipv4\"}; \"192.168.0.1\"; \"256.1.1.1\"",
        "{\"items\":{\"type\":\"integer\"},\"minItems\":1,\"maxItems\":2}; [1, 2]; []",
        "{\"items\":{\"const\":1},\"minItems\":2}; [1,1,1]; [1]",
        "{\"prefixItems\":[{\"const\":1},{\"const\":2}],\"items\":false}; [1,2]; [1,2,3]",
        "{\"prefixItems\":[{\"const\":1},{\"const\":2}],\"minItems\":1}; [1]; []",
        "{\"prefixItems\":[{\"const\":1}],\"items\":{\"const\":3},\"maxItems\":3}; [1,3,3];"
            + " [1,3,3,3]",
        "{\"type\":\"array\",\"maxItems\":0}; []; [1]",
        "{\"properties\":{\"a\":{\"const\":1},\"b\":{\"const\":2},\"c\":{\"const\":3}},\"required\":[\"b\"]};"
            + " {\"b\":2,\"c\":3}; {\"a\":1,\"c\":3}",
        "{\"properties\":{\"a\":true},\"additionalProperties\":false}; {}; {\"b\":1}",
        "{\"properties\":{\"ab\":{\"const\":1}},\"additionalProperties\":{\"const\":2}};"
            + " {\"ab\":1,\"a\":2,\"abc\":2,\"b\":2,\"\":2}; {\"ab\":2}",
        "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"},\"minProperties\":1,\"maxProperties\":2};"
            + " {\"x\": 1, \"y\": 2}; {}",
        "{\"type\":\"object\",\"required\":[\"a\"]}; {\"a\":[{}]}; {}",
        "{\"properties\":{\"a\":false,\"b\":{\"const\":1}}}; {\"b\":1}; {\"a\":1}",
        "{\"anyOf\":[{\"const\":1},{\"type\":\"string\"}]}; \"x\"; 2",
        "{\"type\":\"string\",\"anyOf\":[{\"maxLength\":1},{\"minLength\":3}]}; \"abc\"; \"ab\"",
        "{\"allOf\":[{\"properties\":{\"a\":{\"type\":\"integer\"}}},{\"properties\":{\"a\":{\"minimum\":3,\"maximum\":4}},\"required\":[\"a\"]}]};"
            + " {\"a\":4}; {\"a\":5}",
        "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}; 3; 3.5",
        "{\"$ref\":\"#/$defs/t\",\"$defs\":{\"t\":{\"properties\":{\"l\":{\"$ref\":\"#/$defs/t\"}},\"additionalProperties\":false}}};"
            + " {\"l\":{\"l\":{}}}; {\"l\":1}",
        "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}; [[],[[]]]; [1]",
        "{\"$ref\":\"#/$defs/a~1b%25\",\"maximum\":5,\"$defs\":{\"a/b%\":{\"type\":\"integer\",\"minimum\":5}}};"
            + " 5; 6",
        "true; {\"a\":[null,-1.5e3]}; nothing",
      })
  @DisplayName("a schema lets one value through and not the other")
  void values(String schema, String right, String wrong) throws IOException {
    Accepted accepted = accepted(schema);
    assertTrue(accepted.test(right), right);
    assertFalse(accepted.test(wrong), wrong);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 9",
    "5, 5",
    "-3, 3",
    "-100, -7",
    "7, 12345",
    "99, 101",
    "-1, 0",
    "-999, 1000",
    "0, 100"
  })
  @DisplayName("whole numbers between bounds are exactly those")
  void integers(int low, int high) throws IOException {
    Accepted within =
        accepted("{\"type\":\"integer\",\"minimum\":%d,\"maximum\":%d}".formatted(low, high));
    Accepted between =
        accepted(
            "{\"type\":\"integer\",\"exclusiveMinimum\":%d,\"exclusiveMaximum\":%d}"
                .formatted(low - 1, high + 1));
    for (int i = -1100; i <= 1100; i++) {
      assertEquals(low <= i && i <= high, within.test(Integer.toString(i)), i + " within");
      assertEquals(low <= i && i <= high, between.test(Integer.toString(i)), i + " between");
    }
    assertFalse(within.test("00"));
  }

  @Test
  @DisplayName(
      "a number is let through where it is between the bounds, up to their decimals and three")
  void decimals() throws IOException {
    Random random = new Random(4);
    for (int i = 0; i < 60; i++) {
      BigDecimal a = decimal(random);
      BigDecimal b = decimal(random);
      if (a.compareTo(b) >= 0) {
        continue;
      }
      boolean included = random.nextBoolean();
      String schema =
          included
              ? "{\"type\":\"number\",\"minimum\":%s,\"maximum\":%s}"
              : "{\"type\":\"number\",\"exclusiveMinimum\":%s,\"exclusiveMaximum\":%s}";
      Accepted accepted = accepted(schema.formatted(a.toPlainString(), b.toPlainString()));
      for (int k = 0; k < 200; k++) {
        BigDecimal value = k == 0 ? a : k == 1 ? b : decimal(random);
        boolean expected =
            included
                ? a.compareTo(value) <= 0 && value.compareTo(b) <= 0
                : a.compareTo(value) < 0 && value.compareTo(b) < 0;
        String text = value.stripTrailingZeros().toPlainString();
        assertEquals(
            expected,
            accepted.test(text),
            () -> "%s between %s and %s, %s".formatted(text, a, b, included));
      }
    }
  }

  private static BigDecimal decimal(Random random) {
    int scale = random.nextInt(3);
    return new BigDecimal(random.nextInt(-3000, 3000)).movePointLeft(scale);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"properties\":{\"a\":{\"type\":\"integer\",\"multipleOf\":3}}}; multipleOf;"
            + " /properties/a",
        "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":true}; uniqueItems;"
            + " ``",
        "{\"not\":{\"type\":\"string\"}}; not; ``",
        "{\"if\":{},\"then\":{}}; if; ``",
        "{\"type\":\"object\",\"patternProperties\":{\"^a\":{}}}; patternProperties; ``",
        "{\"type\":\"object\",\"propertyNames\":{\"maxLength\":3}}; propertyNames; ``",
        "{\"anyOf\":[{\"type\":\"array\",\"contains\":{\"const\":1}}]}; contains; /anyOf/0",
        "{\"maxLenght\":3}; maxLenght; ``",
        "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}; oneOf; ``",
        "{\"oneOf\":[{\"properties\":{\"a\":{\"const\":1}}},{\"properties\":{\"a\":{\"const\":2}}}],\"type\":\"object\"};"
            + " oneOf; ``",
        "{\"$ref\":\"other.json\"}; $ref; ``",
        "{\"$ref\":\"#/$defs/none\"}; $ref; ``",
        "{\"items\":{\"pattern\":\"(?=a)b\"}}; pattern; /items",
        "{\"pattern\":\"\\\\bword\"}; pattern; ``",
        "{\"pattern\":\"(a)\\\\1\"}; pattern; ``",
        "{\"pattern\":\"(^a)\"}; pattern; ``",
        "{\"pattern\":\"^(ab)+$\",\"maxLength\":5}; pattern; ``",
        "{\"format\":\"iri\"}; format; ``",
        "{\"minimum\":5,\"maximum\":4}; minimum; ``",
        "{\"type\":\"string\",\"minLength\":5,\"maxLength\":4}; minLength; ``",
        "{\"enum\":[1,2],\"type\":\"string\"}; enum; ``",
        "{\"type\":\"text\"}; type; ``",
        "{\"minLength\":-1}; minLength; ``",
        "{\"minLength\":1.5}; minLength; ``",
        "{\"items\":[{}]}; items; ``",
        "{\"type\":\"object\",\"minProperties\":2}; minProperties; ``",
        "{\"allOf\":[{\"pattern\":\"a\"},{\"pattern\":\"b\"}]}; pattern; /allOf/1",
        "{\"$ref\":\"#\",\"type\":\"object\"}; $ref; ``",
        "{\"properties\":{\"a\":false},\"required\":[\"a\"]}; required; ``",
        "{\"properties\":{\"a\":null}}; properties; ``",
        "{\"additionalProperties\":null}; additionalProperties; ``",
        "{\"items\":null}; items; ``",
        "{\"allOf\":[{\"properties\":{\"a\":null}},{\"properties\":{\"a\":{}}}]}; properties;"
            + " /allOf/0",
        "null; ``; ``",
      })
  @DisplayName("what no grammar guarantees is refused, with the keyword and where it is")
  void refused(String schema, String keyword, String pointer) {
    UnsupportedSchemaException e =
        assertThrows(UnsupportedSchemaException.class, () -> accepted(schema));
    assertEquals(keyword + " at " + pointer, e.keyword() + " at " + e.pointer(), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"title\":\"T\",\"description\":\"d\",\"default\":1,\"examples\":[2],\"$comment\":\"c\",\"type\":\"integer\"}",
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$id\":\"https://example.com/x\",\"type\":\"integer\"}",
      })
  @DisplayName("annotations are passed over")
  void annotations(String schema) throws IOException {
    assertTrue(accepted(schema).test("7"));
  }

  @Test
  @DisplayName("a schema that holds itself without an end, or too deep, is refused")
  void hostile() {
    assertThrows(IllegalArgumentException.class, () -> accepted("{\"$ref\":\"#\"}"));
    assertThrows(
        IllegalArgumentException.class,
        () -> accepted("{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}"));
    String deep = "{\"items\":".repeat(300) + "{}" + "}".repeat(300);
    assertThrows(UnsupportedSchemaException.class, () -> accepted(deep));
  }
}
