package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.evaluate.BenchResult;
import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.Processor;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of {@code nibble bench}: what llama-bench prints, under its names, and beside it the
 * bound that the machine sets. What has no meaning here is left out.
 *
 * @see <a
 *     href="https://github.com/ggml-org/llama.cpp/tree/master/tools/llama-bench">llama-bench</a>
 */
final class BenchRows {
  /** The columns of a model's rows. */
  static final List<TableColumn> MODEL =
      List.of(
          TableColumn.ofTexts("model", 16),
          TableColumn.ofNumbers("size", 9),
          TableColumn.ofNumbers("params", 8),
          TableColumn.ofTexts("backend", 10),
          TableColumn.ofNumbers("threads", 7),
          TableColumn.ofNumbers("test", 11),
          TableColumn.ofNumbers("tok/s", 17),
          TableColumn.ofTexts("share of the bound", 20),
          TableColumn.ofTexts("remarks", 7));

  /** The columns of the machine's rows. */
  static final List<TableColumn> MACHINE =
      List.of(
          TableColumn.ofTexts("loops", 10),
          TableColumn.ofNumbers("threads", 7),
          TableColumn.ofNumbers("GMAC/s", 7),
          TableColumn.ofNumbers("read GB/s", 9));

  private static final double GIGA = 1e9;

  private BenchRows() {}

  /** A measured model. */
  static TableRow of(BenchedModel model, Engine engine, BenchResult result, Ceiling ceiling) {
    List<String> cells =
        List.of(
            model.type(),
            ByteSize.format(model.bytes()),
            model.parametersText(),
            engine.kernels(),
            Integer.toString(engine.threads()),
            result.test().name(),
            fixed(result.averageRate(), 2) + " +- " + fixed(result.deviationRate(), 2),
            bound(result, ceiling),
            remarks(engine, result, ceiling));
    ObjectNode fields = machine(engine.threads());
    fields
        .put("gpu_info", engine.offloadMeters().device())
        .put("backends", "CPU")
        .put("model_filename", model.path().toString())
        .put("model_type", model.type())
        .put("model_size", model.bytes())
        .put("model_n_params", model.parameters())
        .put("n_batch", engine.batchTokens())
        .put("n_ubatch", engine.batchTokens())
        .put("n_gpu_layers", engine.offloadMeters().deviceLayers())
        .put("type_k", engine.kvType().toString())
        .put("type_v", engine.kvType().toString())
        .put("use_mmap", true)
        .put("n_prompt", result.test().promptTokens())
        .put("n_gen", result.test().generatedTokens())
        .put("n_depth", 0)
        .put("test_time", result.begin().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("avg_ns", Math.round(result.averageNanos()))
        .put("stddev_ns", Math.round(result.deviationNanos()))
        .put("avg_ts", result.averageRate())
        .put("stddev_ts", result.deviationRate());
    fields.set("samples_ns", Json.node(result.sampleNanos()));
    fields.set("samples_ts", Json.node(result.rates()));
    fields
        .put("kernels", engine.kernels())
        .put("n_sequences", result.test().sequences())
        .put("settled", result.settled());
    if (result.bytesRead() == 0) {
      fields.put("gmac_per_second", result.multiplyAddsPerSecond() / GIGA);
    } else if (result.multiplyAdds() == 0) {
      fields.put("gb_per_second", result.bytesPerSecond() / GIGA);
    }
    put(ceiling, fields).put("share_of_bound", result.shareOf(ceiling));
    ArrayNode slow = fields.putArray("slow");
    engine.stillSlow().forEach(one -> slow.add(one.path().id()));
    return new TableRow(cells, fields);
  }

  /** The machine without a model. */
  static TableRow of(Ceiling ceiling) {
    List<String> cells =
        List.of(
            ceiling.loops(),
            Integer.toString(ceiling.threads()),
            fixed(ceiling.multiplyAddsPerSecond() / GIGA, 1),
            fixed(ceiling.bytesPerSecond() / GIGA, 1));
    return new TableRow(cells, put(ceiling, machine(ceiling.threads())));
  }

  private static ObjectNode machine(int threads) {
    ObjectNode fields = Json.object();
    Processor.name().ifPresent(name -> fields.put("cpu_info", name));
    return fields
        .put("gpu_info", "")
        .put("java_version", Runtime.version().toString())
        .put("n_threads", threads);
  }

  private static ObjectNode put(Ceiling ceiling, ObjectNode fields) {
    return fields
        .put("ceiling_loops", ceiling.loops())
        .put("ceiling_gmac_per_second", ceiling.multiplyAddsPerSecond() / GIGA)
        .put("ceiling_gb_per_second", ceiling.bytesPerSecond() / GIGA);
  }

  private static String bound(BenchResult result, Ceiling ceiling) {
    String share = fixed(100 * result.shareOf(ceiling), 0) + " %";
    if (result.bytesRead() == 0) {
      return share + " of " + fixed(ceiling.multiplyAddsPerSecond() / GIGA, 1) + " GMAC/s";
    }
    return result.multiplyAdds() == 0
        ? share + " of " + fixed(ceiling.bytesPerSecond() / GIGA, 1) + " GB/s"
        : share + (result.test().sequences() == 1 ? " of both bounds" : " of the nearer bound");
  }

  private static String remarks(Engine engine, BenchResult result, Ceiling ceiling) {
    List<String> remarks = new ArrayList<>();
    if (!result.settled()) {
      remarks.add("not settled");
    }
    if (ceiling.loops().equals("scalar")) {
      remarks.add("scalar ceiling");
    }
    engine.stillSlow().forEach(one -> remarks.add("slow: " + one.path().id()));
    GpuSummary.of(engine.offloadMeters()).ifPresent(remarks::add);
    return String.join(", ", remarks);
  }

  private static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
