package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.SelfCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class GpuOptionsTest {
  private static final String GREEDY = "generate --temperature 0 -n 60 -p Once ";

  /** Small enough that layers leave while the text is made. */
  private static final String TIGHT = GREEDY + "--gpu host --gpu-memory 2150000 ";

  @TempDir private Path folder;

  @Command
  private static final class AnyCommand {
    @Mixin private ComputeMixin compute;

    static ComputeMixin with(String... arguments) {
      AnyCommand command = new AnyCommand();
      new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
      return command.compute;
    }
  }

  @Test
  @DisplayName("left out, they are the engine's defaults")
  void defaults() {
    assertEquals(OffloadOptions.defaults(), AnyCommand.with().options().offload());
  }

  @Test
  @DisplayName("each has its own place in the engine's options, and another process gets the same")
  void all() {
    ComputeMixin given =
        AnyCommand.with(
            "--gpu",
            "require",
            "--gpu-layers",
            "3",
            "--gpu-memory",
            "1.5G",
            "--device",
            "2",
            "--gpu-return",
            "--gpu-check",
            "all",
            "--gpu-timeout",
            "0.25");
    OffloadOptions expected =
        new OffloadOptions(
            GpuChoice.REQUIRE, 3, 3L << 29, 2, true, SelfCheck.ALL, Duration.ofMillis(250));
    assertEquals(expected, given.options().offload());
    assertEquals(
        given.options(), AnyCommand.with(given.arguments().toArray(String[]::new)).options());
    assertEquals(
        AnyCommand.with().options(),
        AnyCommand.with(AnyCommand.with().arguments().toArray(String[]::new)).options());
  }

  @ParameterizedTest
  @CsvSource({
    "--gpu maybe, AUTO",
    "--gpu-layers -1, --gpu-layers is -1",
    "--gpu-layers some, --gpu-layers",
    "--gpu-memory 0, --gpu-memory is 0",
    "--gpu-memory much, much' is no size",
    "--device -1, --device is -1",
    "--gpu-check never, LOAD",
    "--gpu-timeout 0, --gpu-timeout is 0",
    "--gpu-timeout -3, --gpu-timeout is -3",
    "--gpu-timeout 1e300, --gpu-timeout is",
    "--gpu-timeout soon, --gpu-timeout",
  })
  void wrongValuesAreUsageErrors(String options, String mentioned) {
    Cli.run("generate -p a " + options).fails(ExitCode.WRONG_USAGE, mentioned);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate",
        "batch",
        "logits",
        "evaluate",
        "perplexity",
        "compare",
        "bench",
        "doctor"
      })
  void allCommandsThatRunAModelHaveThem(String command) {
    assertTrue(Cli.run(command + " --help").out().contains("--gpu-memory=SIZE"));
  }

  @Test
  @DisplayName("what has to see all products has no device")
  void importance() {
    assertFalse(Cli.run("importance --help").out().contains("--gpu-memory"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate -p a",
        "doctor",
        "bench -n 0 -p 8",
        "logits --tokens 1 -o /dev/null",
      })
  @DisplayName("a device that is required and not there has an exit code of its own")
  void required(String command) {
    Cli.run(command + " --gpu require --device 99")
        .fails(ExitCode.NO_DEVICE, "a device is required: ", "--gpu auto");
  }

  @Test
  @DisplayName("the text is the same, with layers on the device and with layers that leave it")
  void sameText() {
    String text = Cli.run(GREEDY + "--gpu off").succeeds().out();
    assertEquals(text, Cli.run(GREEDY + "--gpu host").succeeds().out());
    assertEquals(text, Cli.run(TIGHT.strip()).succeeds().out());
  }

  @Test
  @DisplayName("meters and JSON say what became of the device")
  void report() {
    Cli.Result result = Cli.run(TIGHT + "--json").succeeds();
    assertTrue(result.err().contains(", gpu host:0 4 of 5 layers, 1 fallback"), result.err());
    JsonNode gpu = result.json().get("gpu");
    assertAll(
        () -> assertEquals("host:0", gpu.get("device").textValue()),
        () -> assertTrue(gpu.get("reason").isNull()),
        () -> assertEquals(5, gpu.get("layers").intValue()),
        () -> assertEquals("[1,1,1,1,1]", gpu.get("planned").toString()),
        () -> assertEquals("[0,1,1,1,1]", gpu.get("placement").toString()),
        () -> assertFalse(gpu.get("output").booleanValue()),
        () -> assertEquals(2_150_000, gpu.get("g").longValue()),
        () -> assertTrue(gpu.get("r").longValue() > gpu.get("g").longValue()),
        () -> assertTrue(gpu.get("used").longValue() <= gpu.get("g").longValue()),
        () -> assertEquals(1, gpu.get("fallbacks").intValue()),
        () -> assertEquals(0, gpu.get("returns").intValue()),
        () -> assertTrue(gpu.get("p_opt").doubleValue() > 0),
        () -> assertTrue(gpu.get("p_fall").isNull(), "not all layers have left"),
        () -> assertTrue(gpu.get("alpha").isNull()));
  }

  @Test
  @DisplayName("without a device JSON has the reason, and the line of meters nothing")
  void noDevice() {
    Cli.Result result = Cli.run("generate -p a -n 1 --gpu off --json").succeeds();
    JsonNode gpu = result.json().get("gpu");
    assertTrue(gpu.get("device").isNull());
    assertEquals("--gpu off", gpu.get("reason").textValue());
    assertFalse(result.err().contains("gpu"), result.err());
  }

  @ParameterizedTest
  @CsvSource({"--samples, samples", "--beams, beams"})
  void severalTextsReportItToo(String option, String name) {
    Cli.Result result =
        Cli.run("generate -p Once -n 4 --gpu host --json " + option + " 2").succeeds();
    assertEquals(2, result.json().get(name).size());
    assertEquals("host:0", result.json().get("gpu").get("device").textValue());
    assertTrue(result.err().contains(", gpu host:0 5 of 5 layers and output"), result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate -p a -n 1", "doctor", "perplexity --chunks 1 -c 8 -f "})
  @DisplayName("--verbose says the plan on standard error")
  void verbose(String command) {
    String input = command.endsWith(" ") ? Material.root().resolve("README.md").toString() : "";
    Cli.Result result =
        Cli.run(command + input + " --verbose --gpu host --gpu-memory 2150000").succeeds();
    assertTrue(result.err().contains("gpu: layers 0 to 4 "), result.err());
    assertTrue(result.err().contains("gpu: R = "), result.err());
    assertTrue(result.err().contains(" of a context"), result.err());
    assertTrue(
        Cli.run(command + input + " --verbose --gpu off")
            .succeeds()
            .err()
            .contains("gpu: the CPU computes all layers: --gpu off"));
  }

  @Test
  @DisplayName("a row of bench says what was on the device, and holds it against its ceiling")
  void bench() {
    JsonNode row = bench("-p 8 -n 0 -o jsonl --gpu host").json();
    assertEquals("the CPU playing a device", row.get("gpu_info").textValue());
    assertEquals("host:0", row.get("devices").textValue());
    assertEquals("host", row.get("backends").textValue());
    assertEquals(5, row.get("n_gpu_layers").intValue());
    assertTrue(row.get("device_ceiling_gb_per_second").doubleValue() > 0);
    assertEquals(
        row.get("gmac_per_second").doubleValue()
            / row.get("device_ceiling_gmac_per_second").doubleValue(),
        row.get("share_of_bound").doubleValue(),
        1e-6);
  }

  private static Cli.Result bench(String options) {
    return Cli.run("bench -r 1 --warmup-seconds 0 " + options).succeeds();
  }

  @Test
  @DisplayName("a device is measured without a model too, and required where it is asked for")
  void benchMachine() throws JsonProcessingException {
    JsonNode rows = Json.parse(Cli.run("bench --machine -t 1 -o json --gpu host").succeeds().out());
    JsonNode row = rows.get(rows.size() - 1);
    assertEquals("host:0", row.get("devices").textValue());
    assertTrue(rows.get(0).get("ceiling_gb_per_second").doubleValue() > 0, rows::toString);
    assertTrue(row.get("ceiling_gb_per_second").isNull());
    assertTrue(row.get("device_ceiling_gmac_per_second").doubleValue() > 0);
    assertTrue(row.get("device_ceiling_gb_per_second").doubleValue() > 0);
    Cli.run("bench --machine -t 1 --gpu require")
        .fails(ExitCode.NO_DEVICE, "this build has no accelerator for real devices");
  }

  /** A table without the blanks that align it. */
  private static String unpadded(Cli.Result table) {
    return table.out().replaceAll(" +", " ");
  }

  @Test
  @DisplayName("where CPU and device share the layers they share the bound")
  void benchOfBoth() {
    String row = unpadded(bench("-p 0 -n 8 --gpu host --gpu-layers 2"));
    assertTrue(row.contains("| scalar+host |"), row);
    assertTrue(row.contains(" % of CPU and device |"), row);
    assertTrue(row.contains(", gpu host:0 2 of 5 layers |"), row);
  }

  @Test
  @DisplayName("without memory to measure the device with there is no share, and the row says why")
  void benchWithoutCeiling() {
    String row = unpadded(bench("-p 0 -n 8 --gpu host --gpu-memory 4000000"));
    assertTrue(row.contains("| host |"), row);
    assertTrue(row.contains("| - |"), row);
    assertTrue(
        row.contains("no ceiling of the device: out of device memory: 64MiB more needed,"), row);
  }

  @Test
  @DisplayName("many prompts go through a device too")
  void batch() throws IOException {
    Path input =
        Files.writeString(folder.resolve("in.jsonl"), "{\"id\":1,\"prompt\":\"Once\",\"n\":4}\n");
    Cli.Result result =
        Cli.run("batch --gpu host -i " + input + " -o " + folder.resolve("out.jsonl"));
    assertTrue(result.succeeds().err().contains(", gpu host:0 5 of 5 layers"), result.err());
  }

  @Test
  @DisplayName("doctor lists the devices, and what the model gets of them")
  void doctor() {
    List<String> lines =
        Cli.run("doctor --gpu host --gpu-memory 2150000").succeeds().out().lines().toList();
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.matches("ok {3}device +host:0, the CPU playing a device, .*")),
        lines::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("ok {3}layers +layer 0 leaves behind 48 .*")),
        lines::toString);
    assertTrue(
        Cli.run("doctor --gpu off")
            .succeeds()
            .out()
            .contains("the CPU computes all layers: --gpu off"));
  }
}
