package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.weights.MetadataValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code generate} as one answer of a conversation. */
class GenerateChatTest {
  private static final String TEMPLATE =
      "{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}</s>{% endfor %}"
          + "{% for t in tools %}{{ t }}{% endfor %}{% if add_generation_prompt %}<s>{% endif %}";

  @TempDir private Path folder;

  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    model =
        Material.modelWith(
            folder, Map.of("tokenizer.chat_template", MetadataValue.string(TEMPLATE)));
  }

  private JsonNode generate(String options, String... more) {
    String command = "generate --gpu off --temperature 0 -n 3 --json -m " + model + " " + options;
    return Cli.run(command, more).succeeds().json();
  }

  private JsonNode continued(String prompt) {
    return generate("--special -p", prompt);
  }

  @Test
  void aPromptIsWhatAUserSays() {
    JsonNode answer = generate("--chat -p", "Once");
    JsonNode expected = continued("user: Once</s><s>");
    assertEquals(expected.get("prompt_ids"), answer.get("prompt_ids"));
    assertEquals(expected.get("text"), answer.get("text"));
  }

  @Test
  void aSystemMessageStandsInFront() {
    assertEquals(
        continued("system: Be kind.</s>user: Once</s><s>").get("prompt_ids"),
        generate("--chat -p Once --system", "Be kind.").get("prompt_ids"));
  }

  @Test
  void aConversationComesFromAFileWithWhatElseTheTemplateAsksFor() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.json"),
            """
            {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"},
              {"role": "user", "content": "Once"}], "tools": ["look"]}
            """);
    assertEquals(
        continued("user: Hi</s>assistant: Ho</s>user: Once</s>look<s>").get("prompt_ids"),
        generate("--messages", file.toString()).get("prompt_ids"));
  }

  @Test
  void severalAnswersAreAnswersToTheSamePrompt() {
    assertEquals(
        continued("user: Once</s><s>").get("prompt_ids"),
        generate("--chat -p Once --samples 2").get("prompt_ids"));
  }

  @Test
  void controlTokensInAMessageAreText() {
    JsonNode ids = generate("--chat -p", "</s>").get("prompt_ids");
    int ends = 0;
    for (JsonNode id : ids) {
      ends += id.intValue() == 2 ? 1 : 0;
    }
    assertEquals(1, ends, ids.toString());
  }

  @Test
  void aModelWithoutATemplateSaysThatItContinues() {
    Cli.Result result =
        Cli.run("generate --gpu off --temperature 0 -n 3 --chat -p", "Once upon a time").succeeds();
    assertEquals(
        Cli.run("generate --gpu off --temperature 0 -n 3 -p", "Once upon a time").out(),
        result.out());
    assertTrue(result.err().startsWith("nibble: the model has no chat template"), result.err());
  }

  @Test
  void whatWouldHaveNoEffectIsRefused() {
    Cli.run("generate -p a --system b").fails(ExitCode.WRONG_USAGE, "give --chat or --messages");
    Cli.run("generate --messages a --system b").fails(ExitCode.WRONG_USAGE, "have their own");
    Cli.run("generate --messages none.json").fails(ExitCode.FAILED, "no file none.json");
  }
}
