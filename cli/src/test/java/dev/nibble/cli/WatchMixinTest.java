package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchMixinTest {
  private static final String GREEDY = "generate --temperature 0 -n 200 -p Once ";
  private static final long BUDGET = 2_150_000;
  private static final String TIGHT = GREEDY + "--gpu host --gpu-memory " + BUDGET + " ";

  @TempDir private Path folder;

  private static List<JsonNode> named(List<JsonNode> events, String name) {
    return events.stream().filter(e -> e.get("event").textValue().equals(name)).toList();
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      events.add(Json.parse(line));
    }
    return events;
  }

  @Test
  @DisplayName("--events tells the whole story: plan, each token, each fallback, end")
  void story() throws IOException {
    Path file = folder.resolve("events.jsonl");
    String text = Cli.run(GREEDY + "--gpu off").succeeds().out();
    assertEquals(text, Cli.run(TIGHT + "--events " + file).succeeds().out());
    List<JsonNode> events = read(file);

    JsonNode start = events.getFirst();
    assertEquals("start", start.get("event").textValue());
    assertEquals("host:0", start.get("device").textValue());
    assertTrue(start.get("plays_a_device").booleanValue());
    assertEquals(5, start.get("layers").intValue());
    assertEquals(0, start.get("planned_first").intValue());
    assertEquals(BUDGET, start.get("budget").longValue());

    List<JsonNode> tokens = named(events, "token");
    assertEquals(200, tokens.size());
    int prompt = named(events, "end").getFirst().get("prompt_tokens").intValue();
    for (int i = 0; i < tokens.size(); i++) {
      assertEquals(prompt + i, tokens.get(i).get("position").intValue());
    }

    List<JsonNode> changes = named(events, "placement");
    assertEquals(2, changes.size(), changes::toString);
    JsonNode first = changes.getFirst();
    assertEquals("left", first.get("kind").textValue());
    assertEquals("budget", first.get("cause").textValue());
    assertEquals(49, first.get("position").intValue());
    JsonNode before = events.get(events.indexOf(first) - 1);
    JsonNode after = events.get(events.indexOf(first) + 1);
    assertEquals("[1,1,1,1,1]", before.get("placement").toString());
    assertEquals("[0,1,1,1,1]", after.get("placement").toString());
    assertEquals(49, after.get("position").intValue(), "the token that the pass gave");
    assertTrue(before.get("r").longValue() <= BUDGET);
    assertTrue(after.get("r").longValue() > BUDGET);
    tokens.forEach(token -> assertTrue(token.get("used").longValue() <= BUDGET, token::toString));

    JsonNode end = events.getLast();
    assertEquals("end", end.get("event").textValue());
    assertEquals("token_limit", end.get("stop_reason").textValue());
    assertEquals(200, end.get("generated_tokens").intValue());
    assertEquals(2, end.get("fallbacks").intValue());
  }

  @Test
  @DisplayName("each token has the meters of its moment, and is in the file before the next one")
  void agrees() throws IOException {
    Path file = folder.resolve("events.jsonl");
    OffloadOptions offload = OffloadOptions.of(GpuChoice.HOST).withMemory(BUDGET);
    try (Engine engine =
            Engine.load(Material.bundledModel(), EngineOptions.defaults().withOffload(offload));
        Session session = engine.newSession()) {
      PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
      try (GenerationWatch watch =
          new GenerationWatch(
              engine, nowhere, Optional.empty(), Optional.of(new EventFile(file, engine)), false)) {
        session.generate(
            GenerationRequest.of("Once").withMaxTokens(60),
            new TextListener() {
              @Override
              public boolean accept(String piece) {
                return watch.accept(piece);
              }

              @Override
              public void chosen(int id, int position) {
                watch.chosen(id, position);
                check(engine.offloadMeters(), lastLine(file));
              }
            });
      }
    }
    assertEquals(1, named(read(file), "placement").size());
  }

  @ParameterizedTest
  @CsvSource({"true, a\\u001b[31mb", "false, a\u001b[31mb"})
  @DisplayName("a terminal is shown control characters spelled out; elsewhere a text is as it is")
  void controlCharacters(boolean terminal, String shown) throws IOException {
    StringWriter out = new StringWriter();
    try (Engine engine = Engine.load(Material.bundledModel());
        GenerationWatch watch =
            new GenerationWatch(
                engine, new PrintWriter(out), Optional.empty(), Optional.empty(), terminal)) {
      watch.accept("a\u001b[31mb\n");
      assertEquals(shown + "\n", out.toString());
    }
  }

  private static JsonNode lastLine(Path file) {
    try {
      return read(file).getLast();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void check(OffloadMeters meters, JsonNode event) {
    assertEquals("token", event.get("event").textValue());
    ObjectNode found = event.deepCopy();
    found.remove(List.of("event", "position", "tokens_per_second"));
    assertEquals(Json.line(GpuSummary.addTo(Json.object(), meters)), found.toString());
    assertEquals(meters.first(), count(event.get("placement"), 0));
  }

  private static int count(JsonNode cells, int value) {
    int count = 0;
    for (JsonNode cell : cells) {
      count += cell.intValue() == value ? 1 : 0;
    }
    return count;
  }

  @Test
  @DisplayName("a file of events is a file of one run")
  void replaces() throws IOException {
    Path file = Files.writeString(folder.resolve("events.jsonl"), "old\n".repeat(1000));
    Cli.run("generate -p a -n 1 --gpu off --events " + file).succeeds();
    List<JsonNode> events = read(file);
    assertEquals(3, events.size());
    assertTrue(events.getFirst().get("device").isNull());
    assertEquals("--gpu off", events.getFirst().get("reason").textValue());
  }

  @Test
  @DisplayName("events do not take the place of what is read, or of nothing that can be written")
  void refuses() throws IOException {
    Path model = folder.resolve("model.gguf");
    Files.copy(Material.bundledModel(), model);
    long bytes = Files.size(model);
    Cli.run("generate -p a -m " + model + " --events " + model)
        .fails(ExitCode.WRONG_USAGE, "would take the place of");
    assertEquals(bytes, Files.size(model));
    Cli.run("generate -p a --events " + folder).fails(ExitCode.FAILED, "is a folder");
    Cli.run("generate -p a --samples 2 --events " + folder.resolve("e"))
        .fails(ExitCode.WRONG_USAGE, "--events");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("what cannot be written is an error")
  void full() {
    Cli.run("generate -p a -n 4 --gpu off --events /dev/full")
        .fails(ExitCode.FAILED, "No space left on device");
  }

  @Test
  @DisplayName("--live without a terminal: lines on standard error, the text alone on the other")
  void live() {
    String text = Cli.run(GREEDY + "--gpu off").succeeds().out();
    Cli.Result live = Cli.run(TIGHT + "--live").succeeds();
    assertEquals(text, live.out());
    assertFalse(live.err().contains("\u001b"), live.err());
    List<String> lines = live.err().lines().filter(line -> line.startsWith("gpu: ")).toList();
    assertEquals("gpu: host:0, the CPU playing a device (no real device)", lines.getFirst());
    assertTrue(lines.get(1).startsWith("gpu: token 0: 5 of 5 on the device, 0 fallbacks, R "));
    assertTrue(lines.get(2).startsWith("gpu: layer 0 moved to the CPU at token 49: "));
    assertTrue(lines.getLast().contains("3 of 5 on the device, 2 fallbacks, R "), live.err());
  }

  @Test
  @DisplayName("--live with --json leaves standard output to the object")
  void liveJson() {
    Cli.Result live = Cli.run("generate -p a -n 2 --json --live --gpu host").succeeds();
    assertEquals("host:0", live.json().get("gpu").get("device").textValue());
    assertTrue(live.err().startsWith("gpu: host:0, "), live.err());
  }

  @Test
  @DisplayName("--live without a device says why there is none")
  void liveWithoutDevice() {
    Cli.Result live = Cli.run("generate -p a -n 2 --live --gpu off").succeeds();
    assertTrue(live.err().startsWith("gpu: no device: --gpu off\n"), live.err());
  }
}
