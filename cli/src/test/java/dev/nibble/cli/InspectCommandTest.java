package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.MetadataValue.StringValue;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  private static final String MODEL = Material.bundledModel().toString();

  @TempDir private Path folder;

  private static List<String> eachFile(Cli.Result result) {
    return result.jsonLines().stream().map(line -> line.get("file").textValue()).toList();
  }

  @Nested
  class Text {
    @Test
    void hasMetadataTensorsAndSizes() {
      Cli.Result result = Cli.run("inspect", MODEL).succeeds();
      assertEquals("", result.err());
      assertAll(
          List.of(
                  MODEL + ": GGUF version 3, 560.8KiB, ",
                  "general.architecture",
                  "llama.context_length",
                  "token_embd.weight",
                  "output_norm.weight",
                  "bits a weight",
                  "279232 parameters, all active")
              .stream()
              .map(part -> () -> assertTrue(result.out().contains(part), part)));
    }

    @Test
    void isOfTheBundledModelUnlessAFileIsNamed() {
      assertEquals(Cli.run("inspect", MODEL).out(), Cli.run("inspect").succeeds().out());
      assertEquals(Cli.run("inspect", MODEL).out(), Cli.run("inspect -m", MODEL).out());
    }

    @Test
    void cannotCommandTheTerminal() throws IOException {
      StringValue hostile = new StringValue("\u001b]0;title\u0007two\nlines");
      Path model = Material.modelWith(folder, Map.of("general.name", hostile));
      String out = Cli.run("inspect", model.toString()).succeeds().out();
      assertTrue(out.contains("\\u001b]0;title\\u0007two\\nlines"), out);
      assertFalse(out.contains("\u001b"), out);
    }
  }

  @Nested
  class OfAMixtureOfExperts {
    private Path write(long used, String... tensors) throws IOException {
      GgufWriter writer =
          new GgufWriter()
              .put("general.architecture", MetadataValue.string("llama"))
              .put("llama.expert_count", MetadataValue.uint32(8))
              .put("llama.expert_used_count", MetadataValue.uint32(used));
      for (String tensor : tensors) {
        MemorySegment zeros = MemorySegment.ofArray(new byte[10 * 8 * Float.BYTES]);
        writer.add(tensor, TensorType.F32, List.of(10L, 8L), () -> zeros);
      }
      Path file = folder.resolve("mixture.gguf");
      writer.write(file);
      return file;
    }

    @Test
    void countsWhatATokenMeets() throws IOException {
      Path file =
          write(2, "token_embd.weight", "blk.0.ffn_gate_inp.weight", "blk.0.ffn_up_exps.weight");

      JsonNode json = Cli.run("inspect --json", file.toString()).succeeds().json();
      assertEquals(240, json.get("parameters").longValue());
      assertEquals(180, json.get("active_parameters").longValue());
      String text = Cli.run("inspect", file.toString()).succeeds().out();
      assertTrue(text.contains("240 parameters, 180 active"), text);
    }

    @Test
    void knowsExpertsWithATensorEach() throws IOException {
      Path file = write(2, "blk.0.ffn_up.0.weight", "blk.0.ffn_up.7.weight");

      JsonNode json = Cli.run("inspect --json", file.toString()).succeeds().json();
      assertEquals(40, json.get("active_parameters").longValue());
    }

    @Test
    void countsAllWhereTheNumbersMakeNoSense() throws IOException {
      Path file = write(9, "blk.0.ffn_up_exps.weight");

      JsonNode json = Cli.run("inspect --json", file.toString()).succeeds().json();
      assertEquals(80, json.get("active_parameters").longValue());
    }
  }

  @Nested
  class Json {
    private final JsonNode json = Cli.run("inspect --json", MODEL).succeeds().json();

    private long sumOverTensors(String field) {
      return StreamSupport.stream(json.get("tensors").spliterator(), false)
          .mapToLong(tensor -> tensor.get(field).longValue())
          .sum();
    }

    @Test
    void countsTheParametersOfAllTensors() {
      long elements = 0;
      for (JsonNode tensor : json.get("tensors")) {
        long product = 1;
        for (JsonNode dimension : tensor.get("shape")) {
          product *= dimension.longValue();
        }
        elements += product;
      }
      assertEquals(elements, json.get("parameters").longValue());
    }

    @Test
    void addsUpTheBytesOfAllTensors() {
      long bytes = json.get("tensor_bytes").longValue();
      assertEquals(sumOverTensors("bytes"), bytes);
      assertEquals(
          8.0 * bytes / json.get("parameters").longValue(),
          json.get("bits_per_weight").doubleValue());
      assertTrue(bytes < json.get("bytes").longValue(), "the file holds more than tensors");
    }

    @Test
    void hasTheMetadataWhole() {
      JsonNode metadata = json.get("metadata");
      assertEquals("llama", metadata.get("general.architecture").textValue());
      assertEquals(512, metadata.get("llama.context_length").intValue());
      assertEquals(512, metadata.get("tokenizer.ggml.tokens").size());
      assertTrue(metadata.get("tokenizer.ggml.scores").get(300).isFloatingPointNumber());
    }

    @Test
    void isALineForEachFile() throws IOException {
      String vocabulary = Material.vocabularyOnly(folder).toString();
      assertEquals(
          List.of(MODEL, vocabulary), eachFile(Cli.run("inspect --json", MODEL, vocabulary)));
    }

    @Test
    void knowsOfNoWeightsInAVocabulary() throws IOException {
      String vocabulary = Material.vocabularyOnly(folder).toString();
      JsonNode summary = Cli.run("inspect --json", vocabulary).succeeds().json();
      assertEquals(0, summary.get("tensors").size());
      assertEquals(0, summary.get("parameters").longValue());
      assertEquals(0, summary.get("bits_per_weight").doubleValue());
    }
  }

  @Nested
  class Check {
    @Test
    void findsNothingWrongWithTheBundledModel() {
      Cli.Result result = Cli.run("inspect --check", MODEL).succeeds();
      assertEquals("", result.err());
      JsonNode line = result.json();
      assertEquals(MODEL, line.get("file").textValue());
      assertTrue(line.get("ok").booleanValue());
      assertTrue(line.get("error").isNull());
    }

    @Test
    void tellsGoodFilesFromBadOnesInTheirOrder() throws IOException {
      String damaged = Material.damagedModel(folder).toString();
      String noModel = Files.writeString(folder.resolve("note.txt"), "not GGUF").toString();
      String noWeights = Material.vocabularyOnly(folder).toString();
      String missing = folder.resolve("missing.gguf").toString();
      Cli.Result result =
          Cli.run(
              "inspect --check",
              damaged,
              MODEL,
              noModel,
              noWeights,
              missing,
              folder.toString(),
              MODEL);
      assertEquals(ExitCode.BAD_MODEL, result.exitCode());
      assertEquals("", result.err());
      assertEquals(
          List.of(damaged, MODEL, noModel, noWeights, missing, folder.toString(), MODEL),
          eachFile(result));
      for (JsonNode line : result.jsonLines()) {
        boolean good = line.get("file").textValue().equals(MODEL);
        assertEquals(good, line.get("ok").booleanValue(), line.toString());
        assertEquals(good, line.get("error").isNull(), line.toString());
      }
    }

    @Test
    void readsFurtherThanTheHeader() throws IOException {
      String noWeights = Material.vocabularyOnly(folder).toString();
      Cli.run("inspect", noWeights).succeeds();
      assertEquals(ExitCode.BAD_MODEL, Cli.run("inspect --check", noWeights).exitCode());
    }
  }

  @Test
  void aDamagedFileIsNamedWithThePlaceOfTheDamage() throws IOException {
    Path damaged = Material.damagedModel(folder);
    Cli.run("inspect", damaged.toString()).fails(ExitCode.BAD_MODEL, damaged + ": byte ");
    Cli.run("inspect --json", damaged.toString()).fails(ExitCode.BAD_MODEL, damaged + ": byte ");
  }
}
