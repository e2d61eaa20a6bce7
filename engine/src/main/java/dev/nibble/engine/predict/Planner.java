package dev.nibble.engine.predict;

import dev.nibble.engine.Model;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.evaluate.Compression;
import dev.nibble.engine.model.LayerScratch;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.weights.quantize.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts the formulas of the framework together for a model that was not run. */
final class Planner {
  private static final String BYTES = "bytes";

  /** Tokens that go through the model together at most, in the engine. */
  private static final int PASS_TOKENS = 512;

  private final Model model;
  private final PlanRequest request;
  private final ModelFacts facts;
  private final double elementBytes;
  private final int positions;
  private final int passTokens;
  private final long scratchBytes;

  Planner(Model model, PlanRequest request) {
    this.model = model;
    this.request = request;
    facts = ModelFacts.of(model);
    int block = request.kvType().blockSize();
    elementBytes = (double) request.kvType().bytes(block) / block;
    positions = Math.ceilDiv(request.context(), KvPool.BLOCK) * KvPool.BLOCK;
    passTokens = Math.min(PASS_TOKENS, request.context());
    scratchBytes = LayerScratch.bytes(model.config(), passTokens);
  }

  CostPlan plan() {
    return new CostPlan(
        facts,
        request,
        memory(),
        largestContext(),
        largestBatch(),
        speed(),
        widths(),
        layers(),
        TrainingMemory.of(facts, request.batch(), request.context()));
  }

  private double tokenBytes() {
    return KvMemory.grouped(facts, 1, 1, elementBytes).value();
  }

  private Prediction kvMemory() {
    return KvMemory.grouped(facts, request.batch(), positions, elementBytes);
  }

  private List<Prediction> memory() {
    Prediction weights = WeightMemory.weights(facts);
    Prediction scratch =
        new Prediction(
            "working memory",
            "t c",
            List.of(
                new Input("t", "tokens that go through the model together", passTokens, "tokens"),
                new Input(
                    "c", "activations of a token", (double) scratchBytes / passTokens, BYTES)),
            scratchBytes,
            BYTES);
    Prediction kv = kvMemory();
    return List.of(
        weights,
        kv,
        scratch,
        new Prediction(
            "memory need",
            "R = W + KV + C",
            List.of(
                new Input("W", "weights", weights.value(), BYTES),
                new Input("KV", "keys and values", kv.value(), BYTES),
                new Input("C", "working memory", scratchBytes, BYTES)),
            weights.value() + kv.value() + scratchBytes,
            BYTES));
  }

  /** What weights and working memory leave for keys and values. */
  private double room() {
    return Math.max(0, request.memoryBytes() - WeightMemory.weights(facts).value() - scratchBytes);
  }

  private long largestContext() {
    double blocks = Math.floor(room() / (request.batch() * tokenBytes() * KvPool.BLOCK));
    return (long) (blocks * KvPool.BLOCK);
  }

  private long largestBatch() {
    return (long) Math.floor(room() / (tokenBytes() * positions));
  }

  private List<Prediction> speed() {
    double kvBytes = tokenBytes() * request.context();
    List<Prediction> speed = new ArrayList<>();
    speed.add(
        DecodeRate.bandwidth(
            "decode speed", request.bytesPerSecond(), facts.multipliedBytes(), kvBytes));
    if (request.batch() > 1) {
      speed.add(together(kvBytes));
    }
    request
        .multiplyAddsPerSecond()
        .ifPresent(rate -> {
          speed.add(
              BatchCrossing.crossing(
                  "batch crossing, at peak",
                  rate,
                  request.arithmetic(),
                  request.bytesPerSecond(),
                  facts.multipliedWeights(),
                  facts.multipliedBytes()));
          speed.add(Flops.leastTime(facts, request.context(), rate, request.arithmetic()));
        });
    return speed;
  }

  private Prediction together(double kvBytes) {
    double seconds =
        (facts.multipliedBytes() + request.batch() * kvBytes) / request.bytesPerSecond();
    return new Prediction(
        "decode speed, all sequences",
        "B BW / (W_b + B KV)",
        List.of(
            Input.of("B", "sequences", request.batch()),
            new Input("BW", "bandwidth of memory", request.bytesPerSecond(), "bytes/s"),
            new Input(
                "W_b", "weights that a token is multiplied with", facts.multipliedBytes(), BYTES),
            new Input("KV", "keys and values that it sees", kvBytes, BYTES)),
        request.batch() / seconds,
        "tokens/s");
  }

  private List<WidthPlan> widths() {
    long wide = bytes("F16");
    List<WidthPlan> widths =
        List.of(
            width(16, "F16", wide, 1),
            width(8, "Q8_0", wide, request.quality().eightBits()),
            width(4, "Q4_0", wide, request.quality().fourBits()));
    List<WidthPlan> best =
        widths.stream()
            .sorted(
                Comparator.comparing(WidthPlan::fits)
                    .thenComparingDouble(width -> width.utility().value())
                    .reversed())
            .toList();
    return widths.stream().map(width -> width.ranked(1 + best.indexOf(width))).toList();
  }

  private long bytes(String type) {
    return Recipe.named(type).bytes(model.file());
  }

  private WidthPlan width(int bits, String type, long wideBytes, double quality) {
    long weightBytes = bytes(type);
    Compression compression = new Compression((double) wideBytes / weightBytes, quality);
    double share = (double) facts.multipliedWeights() / facts.parameters();
    Prediction speed =
        DecodeRate.bandwidth(
            "decode speed, " + type,
            request.bytesPerSecond(),
            Math.round(share * weightBytes),
            tokenBytes() * request.context());
    double required = weightBytes + kvMemory().value() + scratchBytes;
    return new WidthPlan(
        bits,
        type,
        weightBytes,
        compression,
        Math.round(required),
        required <= request.memoryBytes(),
        speed,
        Utility.utility(
            "utility, " + type,
            compression.efficiency(),
            speed.value(),
            (double) request.batch() * request.context(),
            "1/s"),
        0);
  }

  private MemoryPlan layers() {
    long slotBytes = Math.round(tokenBytes() / facts.layers() * KvPool.BLOCK);
    return MemoryPlan.of(
        new DeviceInfo("plan", 0, "a device of this memory", "", request.memoryBytes(), false),
        request.memoryBytes(),
        model.tensors().layers().stream()
            .map(layer -> new LayerNeed(layer.bytes(), slotBytes))
            .toList(),
        scratchBytes,
        model.tensors().output().weight().bytes(),
        facts.layers() + 1);
  }
}
