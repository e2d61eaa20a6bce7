package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code chat} as a person has it: in a pseudo-terminal, with answers that never end. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ChatTerminalTest {
  private static final String CTRL_C = "\u0003";

  private static final Pattern STATS =
      Pattern.compile(
          "prompts (\\d+) tokens, (\\d+) of them from the cache, (\\d+) computed\\s+context (\\d+)"
              + " of");

  @TempDir private Path folder;

  private Process process;

  /** What came, from where the last search ended. */
  private final StringBuilder output = new StringBuilder();

  private void start() throws IOException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "script"))),
        "the command script, of util-linux, makes the pseudo-terminal");
    List<String> arguments =
        List.of(
            "chat",
            "-m",
            Material.bundledModel().toString(),
            "--gpu",
            "off",
            "--temperature",
            "0",
            "--ignore-eos",
            "-c",
            "100000",
            "--history",
            folder.resolve("history").toString());
    String command =
        ChildJava.command(arguments).command().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(joining(" "));
    ProcessBuilder builder =
        new ProcessBuilder(
            "script",
            "--quiet",
            "--return",
            "--command",
            "stty rows 30 cols 100; exec " + command,
            "/dev/null");
    builder.environment().put("TERM", "xterm");
    process = builder.start();
  }

  private void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits until the terminal has shown something; fails where the process ends before. */
  private void await(String part) throws IOException {
    await(Pattern.compile(Pattern.quote(part)));
  }

  private Matcher await(Pattern part) throws IOException {
    InputStream in = process.getInputStream();
    byte[] bytes = new byte[1 << 12];
    Matcher matcher = part.matcher(output.toString());
    while (!matcher.find()) {
      int count = in.read(bytes);
      assertTrue(count > 0, () -> "no " + part + " in " + output);
      output.append(new String(bytes, 0, count, UTF_8));
      matcher = part.matcher(output.toString());
    }
    output.delete(0, matcher.end());
    return matcher;
  }

  private Matcher stats() throws IOException {
    type("/stats\r");
    Matcher stats = await(STATS);
    await("first token");
    return stats;
  }

  @Test
  void answersAreStoppedTurnsReuseTheCacheAndConversationsComeBack()
      throws IOException, InterruptedException {
    Path file = folder.resolve("conversation.json");
    start();
    type("/reset\r"); // Before anybody asks.
    await("has no chat template");
    await("nibble: the conversation is forgotten");

    type("Once upon a time\r");
    await("there was a little girl named Lily");
    type(CTRL_C);
    await("nibble: stopped");
    Matcher first = stats();
    assertEquals(5, Integer.parseInt(first.group(3)));

    type("The big\\\rdog\r");
    await(" was ");
    type(CTRL_C);
    await("nibble: stopped");
    Matcher second = stats();
    int reused = Integer.parseInt(second.group(2));
    assertTrue(reused > 12, "tokens of the first turn from the cache: " + reused);
    assertEquals(
        Integer.parseInt(second.group(1)), reused + Integer.parseInt(second.group(3)), "tokens");

    type("/save " + file + "\r");
    await("nibble: 4 messages written");
    JsonNode messages = Json.parse(Files.readString(file)).get("messages");
    assertEquals("The big\ndog", messages.get(2).get("content").textValue());
    assertTrue(
        messages
            .get(1)
            .get("content")
            .textValue()
            .startsWith(", there was a little girl named Lily"));

    type("/reset\r");
    await("nibble: the conversation is forgotten");
    type("/load " + file + "\r");
    await("nibble: 4 messages read");
    type("/exit\r");
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
    assertEquals(ExitCode.DONE, process.exitValue());
    process.getOutputStream().close();
    assertTrue(Files.readString(folder.resolve("history")).contains("Once upon a time"));
  }
}
