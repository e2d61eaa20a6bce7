package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.weights.MetadataValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code generate --session}: what a file keeps from one call to the next. */
class SessionOptionTest {
  private static final String PROMPT = "Once upon a time";
  private static final String REMEDY = "delete it or name another file";

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("story.session");
  }

  private Cli.Result generate(String options, String prompt) {
    return Cli.run(
        "generate --temperature 0 " + options, "-p", prompt, "--session", file.toString());
  }

  private JsonNode json(String options, String prompt) {
    return generate("--json " + options, prompt).succeeds().json();
  }

  private static JsonNode alone(String options, String prompt) {
    return Cli.run("generate --temperature 0 --json " + options, "-p", prompt).succeeds().json();
  }

  private byte[] saved() throws IOException {
    generate("-n 5", PROMPT).succeeds();
    return Files.readAllBytes(file);
  }

  @Test
  void makesTheFileAndNothingElse() throws IOException {
    Cli.Result result = generate("-n 5", PROMPT).succeeds();
    assertFalse(result.err().contains("restored"), result.err());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--kv-type f32", "--kv-type f16"})
  void goesOnWithTheTextThatItMade(String type) {
    JsonNode first = json("-n 30 " + type, PROMPT);
    String longer = PROMPT + first.get("text").textValue();

    JsonNode second = json("-n 30 " + type, longer);

    assertEquals(0, first.get("restored_tokens").intValue());
    assertEquals(34, second.get("restored_tokens").intValue());
    assertEquals(35, second.get("prompt_tokens").intValue());
    assertEquals(alone("-n 30 " + type, longer).get("ids"), second.get("ids"));
  }

  @Test
  void saysHowMuchWasRestored() {
    generate("-n 5", PROMPT).succeeds();
    String err = generate("-n 5", PROMPT).succeeds().err();
    assertTrue(err.startsWith("prompt 5 tokens, 4 of them restored, prefill "), err);
  }

  @Test
  void isReplacedByTheLastText() {
    json("-n 5", PROMPT);
    json("-n 5", "Tom had");
    assertEquals(1, json("-n 5", PROMPT).get("restored_tokens").intValue());
  }

  @Test
  void leavesADamagedFileAlone() throws IOException {
    byte[] damaged = saved();
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);
    generate("-n 5", PROMPT).fails(ExitCode.FAILED, file + " is damaged: ", REMEDY);
    assertArrayEquals(damaged, Files.readAllBytes(file));
    byte[] half = Arrays.copyOf(damaged, damaged.length / 2);
    Files.write(file, half);
    generate("-n 5", PROMPT).fails(ExitCode.FAILED, file + " is damaged: ", REMEDY);
    assertArrayEquals(half, Files.readAllBytes(file));
  }

  @Test
  void leavesAForeignFileAlone() throws IOException {
    Files.writeString(file, "Dear diary, ".repeat(20));
    generate("-n 5", PROMPT).fails(ExitCode.FAILED, file + " is no session: ", REMEDY);
    assertEquals("Dear diary, ".repeat(20), Files.readString(file));
  }

  @Test
  void isOfOneModelAndOneTypeAndFitsTheContext() throws IOException {
    byte[] before = saved();
    Path other = Material.modelWith(folder, Map.of("general.name", MetadataValue.string("other")));
    generate("-n 5 -m " + other, PROMPT).fails(ExitCode.FAILED, "is of another model", REMEDY);
    generate("-n 5 --kv-type f16", PROMPT).fails(ExitCode.FAILED, "give --kv-type f32", REMEDY);
    generate("-n 5 -c 8", PROMPT).fails(ExitCode.FAILED, "has 9 tokens, expected at most", REMEDY);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void staysAsItWasWhereTheGenerationFails() throws IOException {
    byte[] before = saved();
    generate("-n 5", "a ".repeat(600)).fails(ExitCode.FAILED, "shorten the prompt");
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void isCheckedBeforeAnythingIsGenerated() throws IOException {
    file = folder.resolve("no/story.session");
    generate("-n 5", PROMPT).fails(ExitCode.FAILED, "there is no folder");
    file = folder;
    generate("-n 5", PROMPT).fails(ExitCode.FAILED, folder + " is a folder");
    Path model = Files.copy(Material.bundledModel(), folder.resolve("copy.gguf"));
    file = model;
    generate("-n 5 -m " + model, PROMPT).fails(ExitCode.WRONG_USAGE, "name another file");
    assertEquals(-1, Files.mismatch(Material.bundledModel(), model));
  }
}
