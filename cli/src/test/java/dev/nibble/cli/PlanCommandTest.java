package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCommandTest {
  /** Of the bundled model: its matrices and norms. */
  private static final double WEIGHTS = 278_528 * 2 + 704 * 4;

  /** Keys and values of a token: 5 layers of 4 heads of 8 channels, in floats. */
  private static final double TOKEN = 2 * 5 * 32 * 4;

  /** 768 floats a token, of which 512 go through the model together. */
  private static final double SCRATCH = 768 * 4 * 512;

  @TempDir private Path folder;

  private static JsonNode plan(String options) {
    return Cli.run("plan --json --bandwidth 50 " + options).succeeds().json();
  }

  private static double predicted(JsonNode plan, String section, String name) {
    return plan.get(section)
        .valueStream()
        .filter(prediction -> prediction.get("name").textValue().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + plan))
        .get("predicted")
        .doubleValue();
  }

  @Test
  @DisplayName("memory is weights, keys and values, and working memory, by hand")
  void memory() {
    JsonNode plan = plan("--context 512 --batch 2 --memory 4M");
    assertEquals(WEIGHTS, predicted(plan, "memory", "weight memory"));
    assertEquals(2 * 512 * TOKEN, predicted(plan, "memory", "KV memory"));
    assertEquals(SCRATCH, predicted(plan, "memory", "working memory"));
    double needed = WEIGHTS + 2 * 512 * TOKEN + SCRATCH;
    assertEquals(needed, predicted(plan, "memory", "memory need"));
    assertEquals(needed, plan.get("required_bytes").doubleValue());
    assertTrue(plan.get("fits").booleanValue());
    double room = (4 << 20) - WEIGHTS - SCRATCH;
    assertEquals(16 * (long) (room / (2 * 16 * TOKEN)), plan.get("largest_context").longValue());
    assertEquals((long) (room / (512 * TOKEN)), plan.get("largest_batch").longValue());
  }

  @Test
  @DisplayName("what does not fit says how much would")
  void tooLarge() {
    JsonNode plan = plan("--context 512 --batch 8 --memory 4M");
    assertFalse(plan.get("fits").booleanValue());
    assertEquals(3, plan.get("largest_batch").intValue());
    String text =
        Cli.run("plan --bandwidth 50 --context 512 --batch 8 --memory 4M").succeeds().out();
    assertTrue(text.contains("does not fit: 3.0MiB are missing"), text);
    assertTrue(text.contains("most sequences of 512 tokens: 3"), text);
    assertTrue(plan("--context 512 --batch 8 --memory 8M").get("fits").booleanValue());
  }

  @Test
  @DisplayName("speed is bandwidth over what is read, one sequence and all together")
  void speed() {
    JsonNode plan = plan("--context 256 --batch 4 --kv-type f16");
    double read = 278_528 * 2;
    double seen = 256 * TOKEN / 2;
    assertEquals(50e9 / (read + seen), predicted(plan, "speed", "decode speed"), 1e-6);
    assertEquals(
        4 * 50e9 / (read + 4 * seen),
        predicted(plan, "speed", "decode speed, all sequences"),
        1e-6);
    assertFalse(plan.get("bandwidth_measured").booleanValue());
  }

  @Test
  @DisplayName("widths are ranked by U = E R / D, those that do not fit behind the others")
  void widths() {
    JsonNode plan = plan("--context 512 --memory 2600000 --quality 0.9,0.5");
    List<JsonNode> widths = plan.get("widths").valueStream().toList();
    assertEquals(
        List.of("F16", "Q8_0", "Q4_0"),
        widths.stream().map(width -> width.get("type").textValue()).toList());
    assertEquals(
        List.of(false, true, true),
        widths.stream().map(width -> width.get("fits").booleanValue()).toList());
    JsonNode eight = widths.get(1);
    double bytes = 278_528 / 32 * 34 + 704 * 4;
    assertEquals(bytes, eight.get("weight_bytes").doubleValue());
    assertEquals(WEIGHTS / bytes, eight.get("rho").doubleValue(), 1e-12);
    assertEquals(0.9, eight.get("quality").doubleValue());
    assertEquals(0.9 * WEIGHTS / bytes, eight.get("efficiency").doubleValue(), 1e-12);
    assertEquals(
        eight.get("efficiency").doubleValue() * eight.get("tokens_per_second").doubleValue() / 512,
        eight.get("utility").doubleValue(),
        1e-9);
    assertEquals(3, widths.getFirst().get("rank").intValue());
    boolean eightIsBetter =
        eight.get("utility").doubleValue() > widths.get(2).get("utility").doubleValue();
    assertEquals(eightIsBetter ? 1 : 2, eight.get("rank").intValue());
    assertEquals("Q is what --quality says", plan.get("quality_source").textValue());
  }

  @Test
  @DisplayName("what training takes follows from parameters, and from lengths for activations")
  void training() {
    JsonNode plan = plan("--context 512 --batch 2");
    double p = 279_232;
    double activations = 5 * 512.0 * 2 * 64 * (34 + 5 * 8 * 512 / 64.0);
    assertEquals(2 * p, predicted(plan, "training", "training, gradients"));
    assertEquals(12 * p, predicted(plan, "training", "training, optimizer states"));
    assertEquals(activations, predicted(plan, "training", "training, activations"));
    assertEquals(16 * p + activations, predicted(plan, "training", "training, memory"));
  }

  @Test
  @DisplayName("layers that a device cannot hold fall back, at the length where they do")
  void fallback() {
    JsonNode all = plan("--context 512 --memory 8M").get("device");
    assertEquals(5, all.get("planned_layers").intValue());
    assertEquals(5, all.get("layers_at_full_length").intValue());
    assertTrue(all.get("output_at_full_length").booleanValue());
    JsonNode some = plan("--context 512 --batch 4 --memory 2200000").get("device");
    assertEquals(5, some.get("planned_layers").intValue());
    assertTrue(some.get("layers_at_full_length").intValue() < 5, some::toString);
    assertFalse(some.get("output_at_full_length").booleanValue());
  }

  @Test
  @DisplayName("the first part of a file is enough, as far as its header reaches")
  void beginning() throws IOException {
    byte[] whole = Files.readAllBytes(Material.bundledModel());
    Path part = Files.write(folder.resolve("part.gguf"), Arrays.copyOf(whole, 20_000));
    JsonNode plan = plan("--memory 4M -m " + part);
    JsonNode expected = plan("--memory 4M");
    for (String key : List.of("required_bytes", "memory", "speed", "widths", "device")) {
      assertEquals(expected.get(key), plan.get(key), key);
    }
    Path less = Files.write(folder.resolve("less.gguf"), Arrays.copyOf(whole, 2000));
    Cli.run("plan --bandwidth 50 -m " + less).fails(ExitCode.BAD_MODEL, "less.gguf");
  }

  @Test
  @DisplayName("without --bandwidth the machine is measured, and then arithmetic is known too")
  void measured() {
    JsonNode plan = Cli.run("plan --json").succeeds().json();
    assertTrue(plan.get("bandwidth_measured").booleanValue());
    assertTrue(plan.get("bytes_per_second").doubleValue() > 1e8, plan::toString);
    assertEquals("float32", plan.get("arithmetic").textValue());
    assertTrue(predicted(plan, "speed", "batch crossing, at peak") >= 1);
    assertTrue(predicted(plan, "speed", "FLOPs, least time of a prompt") > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--batch 0",
        "--context 0",
        "--memory 0",
        "--memory much",
        "--bandwidth 0",
        "--bandwidth -5",
        "--quality 0.9",
        "--quality 0.9,0",
      })
  @DisplayName("numbers that make no sense are refused")
  void wrongUsage(String option) {
    Cli.run("plan " + (option.contains("bandwidth") ? "" : "--bandwidth 50 ") + option)
        .fails(ExitCode.WRONG_USAGE);
  }
}
