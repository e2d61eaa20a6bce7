package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is measured and how it is printed; how fast it is, no test can know. */
class BenchCommandTest {
  private static final String QUICK = "bench -r 2 --warmup-seconds 0 ";

  @Test
  @DisplayName("each row is an object with llama-bench's names, and the bound beside it")
  void objects() {
    JsonNode row = Cli.run(QUICK + "-o jsonl -t 1 -p 16 -n 0").succeeds().json();
    assertEquals(
        List.of(
            "gpu_info",
            "devices",
            "java_version",
            "n_threads",
            "backends",
            "model_filename",
            "model_type",
            "model_size",
            "model_n_params",
            "n_batch",
            "n_ubatch",
            "n_gpu_layers",
            "type_k",
            "type_v",
            "use_mmap",
            "n_prompt",
            "n_gen",
            "n_depth",
            "test_time",
            "avg_ns",
            "stddev_ns",
            "avg_ts",
            "stddev_ts",
            "samples_ns",
            "samples_ts",
            "kernels",
            "n_sequences",
            "settled",
            "gmac_per_second",
            "ceiling_loops",
            "ceiling_arithmetic",
            "ceiling_gmac_per_second",
            "ceiling_gb_per_second",
            "device_ceiling_gmac_per_second",
            "device_ceiling_gb_per_second",
            "share_of_bound",
            "slow"),
        names(row).stream().filter(name -> !name.equals("cpu_info")).toList());
    assertEquals("none", row.get("devices").textValue());
    assertEquals("CPU", row.get("backends").textValue());
    assertTrue(row.get("device_ceiling_gb_per_second").isNull());
    assertEquals("llama F16", row.get("model_type").textValue());
    assertEquals(279232, row.get("model_n_params").intValue());
    assertEquals(1, row.get("n_threads").intValue());
    assertEquals("scalar", row.get("kernels").textValue());
    assertEquals("float32", row.get("ceiling_arithmetic").textValue());
    assertFalse(row.get("settled").booleanValue());
    assertEquals(2, row.get("samples_ns").size());
    double mean =
        IntStream.range(0, 2).mapToDouble(i -> row.get("samples_ts").get(i).doubleValue()).sum()
            / 2;
    assertEquals(mean, row.get("avg_ts").doubleValue(), 1e-6 * mean);
    assertEquals(
        row.get("gmac_per_second").doubleValue() / row.get("ceiling_gmac_per_second").doubleValue(),
        row.get("share_of_bound").doubleValue(),
        1e-6);
  }

  private static List<String> names(JsonNode row) {
    return row.propertyStream().map(Map.Entry::getKey).toList();
  }

  @Test
  @DisplayName("prompts, tokens and both are rows of their own, for each number of threads")
  void rows() {
    List<String> rows =
        Cli.run(QUICK + "-o jsonl -t 1,2 -p 8,16 -n 0,4 -pg 8,4").succeeds().jsonLines().stream()
            .map(row ->
                "%s %s %s".formatted(row.get("n_threads"), row.get("n_prompt"), row.get("n_gen")))
            .toList();
    assertEquals(
        List.of("1 8 0", "1 16 0", "1 0 4", "1 8 4", "2 8 0", "2 16 0", "2 0 4", "2 8 4"), rows);
  }

  @Test
  @DisplayName("people get a table that says what to distrust")
  void table() {
    int threads = Runtime.getRuntime().availableProcessors() + 1;
    Cli.Result result = Cli.run(QUICK + "-p 8 -n 0 -t " + threads).succeeds();
    List<String> lines = result.out().lines().toList();
    assertEquals(3, lines.size(), result.out());
    assertTrue(
        lines
            .getFirst()
            .matches(
                "\\| model +\\| +size \\| +params \\| backend +\\| threads \\| +test \\| +tok/s"
                    + " \\| share of the bound +\\| remarks +\\|"),
        result.out());
    assertTrue(
        lines
            .getLast()
            .matches(
                "\\| llama F16 +\\| +546.8KiB \\| 279.23 K \\| scalar +\\| +[0-9]+ \\| +pp8 \\|"
                    + " +[0-9.]+ \\+- [0-9.]+ \\| [0-9]+ % of [0-9.]+ GMAC/s +\\|"
                    + " not settled, slow: threads \\|"),
        result.out());
  }

  @Test
  @DisplayName("tables of other programs have the same fields, without the lists")
  void csv() {
    List<String> lines = Cli.run(QUICK + "-o csv -t 1 -p 8 -n 4").succeeds().out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.getFirst().contains("n_prompt,n_gen,n_depth,test_time,avg_ns,stddev_ns,"));
    assertFalse(lines.getFirst().contains("samples"));
    assertTrue(lines.get(1).contains("\"8\",\"0\",\"0\",\""), lines.get(1));
    assertTrue(lines.get(2).contains("\"0\",\"4\",\"0\",\""), lines.get(2));
  }

  @Test
  @DisplayName("without a model the ceilings of the machine are measured")
  void machine() throws JsonProcessingException {
    JsonNode rows = Json.parse(Cli.run("bench --machine -t 1 -o json").succeeds().out());
    List<String> arithmetics = new ArrayList<>();
    for (JsonNode row : rows) {
      arithmetics.add(row.get("ceiling_arithmetic").textValue());
      assertTrue(row.get("ceiling_gmac_per_second").doubleValue() > 0);
      assertTrue(row.get("ceiling_gb_per_second").doubleValue() > 0);
      assertFalse(row.has("model_filename"));
    }
    assertTrue(
        List.of(List.of("float32"), List.of("float32", "int8")).contains(arithmetics),
        arithmetics::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-p 0 -n 0       | nothing to measure: -p, -n and -pg are all 0 or left out",
        "-p -1           | a benchmark of -1 prompt and 0 generated tokens",
        "-pg 512         | -pg 512, expected two numbers such as 512,128",
        "-r 0            | 0 repetitions after 0 seconds",
        "-t 1,2000       | 2000 threads, expected 1 to 1024",
        "-o sql          | sql",
      })
  @DisplayName("what cannot be measured is refused before anything is")
  void refused(String options, String complaint) {
    Cli.run("bench --warmup-seconds 0 " + options).fails(ExitCode.WRONG_USAGE, complaint);
  }

  @Test
  @DisplayName("all models must be there")
  void missing() {
    Cli.run(QUICK + "-m " + Material.bundledModel() + " -m nowhere.gguf")
        .fails(ExitCode.BAD_MODEL, "there is no file nowhere.gguf");
  }
}
