package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.StopReason;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Continuations of one prompt, and what they took together.
 *
 * @param name what JSON calls them
 * @param request what they continue
 * @param texts in the order in which they are printed
 * @param nanos from the request to the last token of all, in nanoseconds
 * @param peak the memory for keys and values
 */
record TextSet(String name, GenerationRequest request, List<Text> texts, long nanos, KvPeak peak) {
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * One of them.
   *
   * @param label what sets it apart, for people
   * @param facts adds that to its JSON
   */
  record Text(
      String text,
      List<Integer> ids,
      StopReason stopReason,
      String label,
      Consumer<ObjectNode> facts) {

    ObjectNode object() {
      ObjectNode object = Json.object().put("text", text);
      object.set("ids", Json.node(ids));
      object.put("stop_reason", stopReason.name().toLowerCase(Locale.ROOT));
      facts.accept(object);
      return object;
    }
  }

  /** Prints the texts, each below a line that says which it is where there are several. */
  void print(PrintWriter out) {
    boolean terminal = Terminal.showsOutput();
    for (int i = 0; i < texts.size(); i++) {
      if (texts.size() > 1) {
        out.printf("--- %d of %d, %s ---%n", i + 1, texts.size(), texts.get(i).label);
      }
      if (Terminal.isInteractive()) {
        out.print(Printable.lines(request.prompt()));
      }
      String text = texts.get(i).text;
      out.println(terminal ? Printable.lines(text) : text);
    }
  }

  /** All of it as one object. */
  ObjectNode object(Engine engine) {
    ObjectNode object = Json.object();
    int[] prompt = request.promptIds(engine.tokenizer());
    object.set("prompt_ids", Json.node(prompt));
    ArrayNode array = object.putArray(name);
    texts.forEach(text -> array.add(text.object()));
    object
        .put("kernels", engine.kernels())
        .put("threads", engine.threads())
        .put("prompt_tokens", prompt.length)
        .put("generated_tokens", tokens())
        .put("tokens_per_second", tokensPerSecond())
        .put("kv_blocks_used", peak.used())
        .put("kv_blocks_shared", peak.shared());
    GenerateCommand.addCircumstances(object, engine);
    return object;
  }

  /** What ended texts before their time, and the meters, as lines for people. */
  void report(Engine engine, PrintWriter err) {
    long context = count(StopReason.CONTEXT_END);
    if (context > 0) {
      err.printf(
          "The context of %d positions is full: %d of %d texts end there.%n",
          engine.contextLength(), context, texts.size());
    }
    long memory = count(StopReason.MEMORY_END);
    if (memory > 0) {
      err.printf(
          "The memory for keys and values is full: %d of %d texts end there; raise --kv-memory.%n",
          memory, texts.size());
    }
    err.println(
        String.format(
            Locale.ROOT,
            "prompt %d tokens, generated %d tokens, %.1f tok/s, key-value blocks at the peak %d,"
                + " shared %d, peak memory %s%s%s",
            request.promptIds(engine.tokenizer()).length,
            tokens(),
            tokensPerSecond(),
            peak.used(),
            peak.shared(),
            GenerateCommand.peakMemory(),
            GpuSummary.text(engine.offloadMeters()),
            GenerateCommand.slow(engine)));
  }

  private long count(StopReason reason) {
    return texts.stream().filter(text -> text.stopReason == reason).count();
  }

  private int tokens() {
    return texts.stream().mapToInt(text -> text.ids.size()).sum();
  }

  private double tokensPerSecond() {
    return tokens() * NANOS_PER_SECOND / Math.max(1, nanos);
  }
}
