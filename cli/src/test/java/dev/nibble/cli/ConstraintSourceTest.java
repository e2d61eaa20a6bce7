package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts under a grammar or a schema, by the command. */
final class ConstraintSourceTest {
  private static final String SCHEMA =
      """
      {
        "type": "object",
        "properties": {
          "name": {"type": "string", "pattern": "^[A-Z][a-z]{2,8}$"},
          "age": {"type": "integer", "minimum": 3, "maximum": 12}
        },
        "required": ["name", "age"]
      }\
      """;

  @TempDir private Path folder;

  private static Cli.Result generate(String... options) {
    String[] all = new String[options.length + 2];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = "-p";
    all[options.length + 1] = "Once upon a time";
    return Cli.run("generate --kernels scalar --seed 3", all);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  @DisplayName(
      "a schema is read from a file, or stands on the command line, and gives the same text")
  void schema() throws IOException {
    String fromFile = generate("--json-schema", file("s.json", SCHEMA).toString()).succeeds().out();
    JsonNode value = Json.parse(fromFile);
    assertTrue(value.get("name").textValue().matches("[A-Z][a-z]{2,8}"), fromFile);
    int age = value.get("age").intValue();
    assertTrue(age >= 3 && age <= 12, fromFile);
    assertEquals(fromFile, generate("--json-schema", SCHEMA).succeeds().out());
  }

  @Test
  @DisplayName("a grammar holds for several samples, and the text says why it ended")
  void grammar() throws IOException {
    String grammar = file("g.gbnf", "root ::= (\"yes\" | \"no\") [.!]").toString();
    JsonNode one = generate("--grammar", grammar, "--json").succeeds().json();
    assertTrue(one.get("text").textValue().matches("(yes|no)[.!]"), one.toString());
    assertEquals("constraint_end", one.get("stop_reason").textValue());
    JsonNode several = generate("--grammar", grammar, "--json", "--samples", "3").succeeds().json();
    several
        .get("samples")
        .forEach(sample ->
            assertTrue(sample.get("text").textValue().matches("(yes|no)[.!]"), sample::toString));
  }

  @Test
  @DisplayName("a text that the limit cuts off is told of")
  void cutOff() throws IOException {
    String grammar = file("g.gbnf", "root ::= [a-z]{300}").toString();
    Cli.Result result = generate("--grammar", grammar, "-n", "5").succeeds();
    assertTrue(result.err().contains("cut off"), result.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "--json-schema; {\"type\":\"array\",\"uniqueItems\":true}; keyword uniqueItems",
        "--json-schema; {\"type\":}; line 1, column 9",
        "--json-schema; {\"type\":\"null\",\"type\":\"null\"}; Duplicate field 'type'",
        "--json-schema; none.json; there is no file none.json",
        "--grammar; none.gbnf; there is no file none.gbnf",
      })
  @DisplayName("what cannot be held to is an error before the model is loaded")
  void errors(String option, String value, String message) {
    Cli.Result result = generate(option, value);
    assertTrue(result.exitCode() != 0 && result.err().contains(message), result.err());
    assertEquals("", result.out());
  }

  @Test
  @DisplayName("a grammar with an error names line and column; beams and ignored ends are refused")
  void refusals() throws IOException {
    String wrong = file("w.gbnf", "root ::= \"a\"\nx ::= (").toString();
    Cli.Result result = generate("--grammar", wrong);
    assertEquals(ExitCode.WRONG_USAGE, result.exitCode());
    assertTrue(result.err().contains("line 2, column 8"), result.err());
    String right = file("r.gbnf", "root ::= \"a\"").toString();
    assertTrue(generate("--grammar", right, "--beams", "2").err().contains("--beams"));
    assertTrue(generate("--grammar", right, "--ignore-eos").err().contains("end tokens"));
  }
}
