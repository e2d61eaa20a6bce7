package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizeCommandTest {
  @TempDir private Path folder;

  private Path target() {
    return folder.resolve("small.gguf");
  }

  private Cli.Result quantize(String type, String... options) {
    return quantize(Material.bundledModel(), type, options);
  }

  private Cli.Result quantize(Path source, String type, String... options) {
    String[] more = new String[options.length + 3];
    more[0] = source.toString();
    more[1] = target().toString();
    more[2] = type;
    System.arraycopy(options, 0, more, 3, options.length);
    return Cli.run("quantize", more);
  }

  @Test
  @DisplayName("the smaller model tells a story too")
  void smallerModelRuns() {
    quantize("q8_0").succeeds();

    String story =
        Cli.run("generate --temperature 0 -n 20 --prompt Once -m", target().toString())
            .succeeds()
            .out();
    assertTrue(story.contains("upon a time"), story);
  }

  @Test
  @DisplayName("people get a line on the file, a row for each type, and what fell back")
  void table() {
    List<String> lines = quantize("q4_k_m").succeeds().out().lines().toList();

    assertAll(
        () -> assertTrue(lines.get(0).startsWith(target() + ": Q4_K_M, "), lines.get(0)),
        () -> assertTrue(lines.get(0).contains(" bits a weight, "), lines.get(0)),
        () -> assertTrue(lines.get(2).contains("MEAN ERROR^2"), lines.get(2)),
        () -> assertTrue(lines.stream().anyMatch(l -> l.matches("11 +F32 +704 .*")), "F32"),
        () ->
            assertTrue(
                lines.stream()
                    .anyMatch(l ->
                        l.matches(
                            "\\d+ tensors became Q5_0 instead of Q4_K, whose blocks of 256 do"
                                + " not divide rows of 64: blk\\.0\\..* and others")),
                String.join("\n", lines)));
  }

  @Test
  @DisplayName("--verbose has a row for each tensor")
  void verbose() {
    String out = quantize("q4_0", "--verbose").succeeds().out();

    assertTrue(out.lines().anyMatch(l -> l.matches("blk\\.4\\.ffn_down\\.weight +Q4_0 .*")), out);
    assertEquals(47, out.lines().filter(l -> l.matches(".*\\.weight .*")).count());
  }

  @Test
  @DisplayName("programs get one object with every tensor")
  void json() throws IOException {
    JsonNode json = quantize("Q4_0", "--json").succeeds().json();

    assertAll(
        () -> assertEquals("Q4_0", json.get("type").textValue()),
        () -> assertEquals(Files.size(target()), json.get("bytes").longValue()),
        () -> assertEquals(279_232, json.get("parameters").longValue()),
        () -> assertEquals(4.569, json.get("bits_per_weight").doubleValue(), 0.001),
        () -> assertEquals(47, json.get("tensors").size()));
    for (JsonNode tensor : json.get("tensors")) {
      assertEquals(
          List.of(
              "name",
              "from",
              "wanted",
              "type",
              "fallback",
              "bytes",
              "mse",
              "mse_uniform",
              "mse_textbook"),
          tensor.propertyStream().map(Map.Entry::getKey).toList());
      boolean matrix = tensor.get("type").textValue().equals("Q4_0");
      assertEquals(matrix, tensor.get("mse").doubleValue() > 0, tensor::toString);
    }
  }

  @Test
  @DisplayName("a file that is no statistic is refused")
  void noStatistic() {
    quantize("Q4_0", "--importance", Material.bundledModel().toString())
        .fails(ExitCode.BAD_MODEL, Material.bundledModel().toString());
    assertFalse(Files.exists(target()));
  }

  @Test
  @DisplayName("the original must hold floats")
  void twice() throws IOException {
    quantize("Q8_0").succeeds();
    Path once = Files.move(target(), folder.resolve("once.gguf"));

    quantize(once, "Q4_0").fails(ExitCode.BAD_MODEL, once.toString(), "is Q8_0 already");
    assertFalse(Files.exists(target()));
  }

  @ParameterizedTest
  @CsvSource({"Q4_7, there is no type Q4_7", "Q8_0 -t -2, -2 threads"})
  @DisplayName("what is asked for must exist")
  void refused(String options, String complaint) {
    String[] words = options.split(" ", -1);
    String[] more = Arrays.copyOfRange(words, 1, words.length);

    quantize(words[0], more).fails(ExitCode.WRONG_USAGE, complaint);
  }

  @Test
  @DisplayName("a folder that is not there cannot be written to")
  void nowhere() {
    Cli.run(
            "quantize",
            Material.bundledModel().toString(),
            folder.resolve("none/small.gguf").toString(),
            "Q8_0")
        .fails(ExitCode.FAILED, "there is no folder");
  }
}
