package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.MetadataValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chat} with words from a file: answers on standard output, all else beside. */
class ChatCommandTest {
  private static final String NO_SYSTEM =
      "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system role') }}"
          + "{% endif %}{{ m.content }}{% endfor %}";

  @TempDir private Path folder;

  private static Cli.Result chat(String options, String words) {
    return Cli.withInput(
            new ByteArrayInputStream(words.getBytes(UTF_8)),
            () -> Cli.run("chat --gpu off --temperature 0 " + options))
        .succeeds();
  }

  @Test
  void answersGoOutAndNothingElse() {
    Cli.Result result = chat("-n 8", "Once upon a time\n\n/stats\n/exit\nTom\n");
    assertEquals(", there was a little girl\n", result.out());
    assertTrue(result.err().contains("nibble: the model has no chat template"), result.err());
    assertTrue(result.err().contains("nibble: the answer ends at 8 tokens"), result.err());
    assertTrue(
        result.err().contains("1 answers, 8 tokens generated; prompts 5 tokens, 0 of them from"),
        result.err());
  }

  @Test
  void wordsOfSeveralLinesAreOneMessage() throws IOException {
    Path file = folder.resolve("saved.json");
    String words = "\"\"\"One\nday\n\"\"\"\nTom\\\nSue\n /x\n/save %s\n".formatted(file);
    chat("-n 1", words);
    String saved = Files.readString(file);
    assertTrue(saved.contains("\"content\":\"One\\nday\""), saved);
    assertTrue(saved.contains("\"content\":\"Tom\\nSue\""), saved);
    assertTrue(saved.contains("\"content\":\"/x\""), saved);
  }

  @Test
  void aConversationComesBackWithItsSystemMessage() throws IOException {
    Path file = folder.resolve("saved.json");
    Cli.Result before = chat("-n 4", "/system Be kind.\nOnce\n/save %s\nOne day\n".formatted(file));
    Cli.Result after = chat("-n 4", "/load %s\nOne day\n".formatted(file));
    assertEquals(before.out().lines().toList().getLast(), after.out().stripTrailing());
    assertTrue(after.err().contains("nibble: 3 messages read"), after.err());
    assertTrue(Files.readString(file).startsWith("{\"messages\":[{\"role\":\"system\""));
  }

  @Test
  void whatGoesWrongIsSaidAndTheConversationGoesOn() throws IOException {
    Path model =
        Material.modelWith(
            folder, Map.of("tokenizer.chat_template", MetadataValue.string(NO_SYSTEM)));
    Cli.Result result =
        chat(
            "-n 8 -c 64 -m " + model,
            "/foo\n/save\n/load none.json\n/system Be kind.\n%s\nOnce\n"
                .formatted("a dog ".repeat(99)));
    assertEquals(1, result.out().lines().count(), result.out());
    for (String part :
        new String[] {
          "nibble: there is no /foo; /help lists",
          "nibble: /save needs the name of a file",
          "nibble: there is no file none.json",
          "nibble: no system role",
          "but the context has 64 positions: shorten the prompt"
        }) {
      assertTrue(result.err().contains(part), result.err());
    }
  }

  @Test
  void aFullContextIsSaid() {
    String words = "Once upon a time there was a dog\n".repeat(6);
    Cli.Result result = chat("-c 64 -n 12", words);
    assertTrue(
        result.err().contains("nibble: the context of 64 positions was full: the oldest "),
        result.err());
  }

  @Test
  void aTemplateThatCannotBeReadIsAnError() throws IOException {
    Path model =
        Material.modelWith(
            folder, Map.of("tokenizer.chat_template", MetadataValue.string("{% if %}")));
    Cli.run("chat --gpu off -m " + model)
        .fails(ExitCode.FAILED, "template cannot be used: line 1", "--chat-template");
  }
}
