package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.cli.live.FakeTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The dashboard in a terminal as real as a test can have one: a pseudo-terminal. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class LiveTerminalTest {
  private static final int ROWS = 30;
  private static final int COLUMNS = 100;
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String WHOLE_SCREEN = "\u001b[r";

  @BeforeAll
  static void needsScript() {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "script"))),
        "the command script, of util-linux, makes the pseudo-terminal");
  }

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endsAll() {
    started.stream()
        .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private Process start(boolean colours, String options) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "generate", "-m", Material.bundledModel().toString(), "--gpu", "host", "--live"));
    arguments.addAll(List.of(options.split(" ", -1)));
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
            // Who starts the tests in the background has Ctrl-C ignored, by all below too.
            "stty rows %d cols %d; exec env --default-signal=INT %s 2>/dev/null"
                .formatted(ROWS, COLUMNS, command),
            "/dev/null");
    builder.environment().remove("NO_COLOR");
    if (!colours) {
      builder.environment().put("NO_COLOR", "1");
    }
    Process process = builder.start();
    started.add(process);
    return process;
  }

  @Test
  @DisplayName("text above, dashboard below, and the terminal as it was in the end")
  void whole() throws IOException, InterruptedException {
    Process process = start(true, "--gpu-memory 2150000 --temperature 0 -n 200 -p Once");
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(ExitCode.DONE, process.waitFor(), output);

    assertTrue(output.contains("\u001b[32m"), "colours");
    int closed = output.lastIndexOf(WHOLE_SCREEN);
    assertTrue(closed > 0, output);
    FakeTerminal terminal = new FakeTerminal(ROWS, COLUMNS);
    terminal.write(output.substring(0, output.lastIndexOf("\u001b7", closed)));
    List<String> lines = terminal.lines();
    assertFalse(terminal.isAsBefore());
    assertTrue(lines.getFirst().startsWith("Once upon a time, "), lines::toString);
    assertTrue(lines.get(ROWS - 5).startsWith("── host:0, the CPU playing a device (no real"));
    assertTrue(lines.get(ROWS - 4).startsWith("layers "), lines::toString);
    assertTrue(lines.get(ROWS - 3).contains(" G 2.1MiB ("), lines::toString);

    terminal.write(output.substring(output.lastIndexOf("\u001b7", closed)));
    assertTrue(terminal.isAsBefore());
    List<String> left = terminal.lines();
    assertEquals(
        1, left.stream().filter(line -> line.startsWith("layers ▒▒███ ·  3 of 5")).count());
    assertTrue(left.stream().anyMatch(line -> line.matches("tok/s +[▁-█]+↓[▁-█]+↓[▁-█]+ .*")));
  }

  @Test
  @DisplayName("Ctrl-C leaves the terminal as it was")
  void interrupted() throws IOException {
    Process process = start(false, "-c 100000 -n -1 --ignore-eos -p Once");
    StringBuilder output = new StringBuilder();
    readUntil("token 1", process.getInputStream(), output);
    process.getOutputStream().write(3);
    process.getOutputStream().flush();
    // What nobody reads fills the pipe, and then nothing can end.
    byte[] rest =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> process.getInputStream().readAllBytes(), "it ends");
    output.append(new String(rest, UTF_8));
    process.getOutputStream().close();

    FakeTerminal terminal = new FakeTerminal(ROWS, COLUMNS);
    terminal.write(output.toString());
    assertTrue(terminal.isAsBefore());
    assertTrue(output.lastIndexOf(SHOW_CURSOR) > output.lastIndexOf("\u001b[?25l"));
    assertFalse(output.indexOf("\u001b[32m") > 0, "colours in spite of NO_COLOR");
    assertFalse(
        terminal.lines().stream().anyMatch(line -> line.startsWith("layers ")),
        "the dashboard is gone: " + terminal.lines());
  }

  private static void readUntil(String part, InputStream in, StringBuilder output)
      throws IOException {
    byte[] bytes = new byte[1 << 12];
    int count;
    while (output.indexOf(part) < 0 && (count = in.read(bytes)) > 0) {
      output.append(new String(bytes, 0, count, UTF_8));
    }
  }
}
