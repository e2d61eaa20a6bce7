package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.cli.validation.Quantity;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.predict.CostPlan;
import dev.nibble.engine.predict.PlanRequest;
import dev.nibble.engine.predict.Prediction;
import dev.nibble.engine.predict.WidthPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model will cost, for people and for programs. */
final class PlanSummary {
  private final CostPlan plan;
  private final PlanRequest request;

  PlanSummary(CostPlan plan) {
    this.plan = plan;
    this.request = plan.request();
  }

  /** Lines for a terminal. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d weights, %d %s of %,d tokens, keys and values in %s, G = %s, %.1f GB/s",
            plan.model().name(),
            plan.model().parameters(),
            request.batch(),
            request.batch() == 1 ? "sequence" : "sequences",
            request.context(),
            request.kvType(),
            ByteSize.format(request.memoryBytes()),
            request.bytesPerSecond() / 1e9));
    section(lines, "WILL IT FIT", plan.memory());
    lines.add(verdict());
    lines.add(limits());
    section(lines, "HOW FAST CAN IT BE", plan.speed());
    lines.add("These are limits: what memory and arithmetic allow at best.");
    widths(lines);
    lines.add("");
    lines.add("WHAT FALLS BACK, where a device has G and the rest is the CPU's");
    lines.addAll(plan.layers().lines((int) Math.min(Integer.MAX_VALUE, positions())));
    section(lines, "WHAT TRAINING IT WOULD TAKE, mixed precision with Adam", plan.training());
    return lines;
  }

  private long positions() {
    return (long) request.batch() * request.context();
  }

  private static void section(List<String> lines, String title, List<Prediction> predictions) {
    lines.add("");
    lines.add(title);
    for (Prediction prediction : predictions) {
      lines.add(
          "%-30s %18s  %s"
              .formatted(
                  prediction.name(),
                  Quantity.withUnit(prediction.value(), prediction.unit()),
                  prediction.formula()));
    }
  }

  private String verdict() {
    long required = Math.round(plan.requiredBytes());
    long left = request.memoryBytes() - required;
    return left >= 0
        ? "fits: %s are left".formatted(ByteSize.format(left))
        : "does not fit: %s are missing".formatted(ByteSize.format(-left));
  }

  private String limits() {
    String trained =
        plan.largestContext() > plan.model().contextLength()
            ? String.format(
                Locale.ROOT, " (the model was trained for %,d)", plan.model().contextLength())
            : "";
    return String.format(
        Locale.ROOT,
        "largest context with %d at a time: %,d tokens%s; most sequences of %,d tokens: %,d",
        request.batch(),
        plan.largestContext(),
        trained,
        request.context(),
        plan.largestBatch());
  }

  private void widths(List<String> lines) {
    lines.add("");
    lines.add("WHICH WIDTH: U = E R / D, E = eta = Q rho, R in tokens a second, D in tokens");
    lines.add(
        "%-6s %10s %10s %6s %7s %7s %7s %10s %10s  %s"
            .formatted(
                "type", "weights", "R, all", "fits", "rho", "Q", "eta", "tok/s", "U", "rank"));
    for (WidthPlan width : plan.widths()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-6s %10s %10s %6s %7.3f %7.3f %7.3f %10s %10s  %d",
              width.type(),
              ByteSize.format(width.weightBytes()),
              ByteSize.format(width.requiredBytes()),
              width.fits() ? "yes" : "no",
              width.compression().ratio(),
              width.compression().quality(),
              width.compression().efficiency(),
              Quantity.text(width.speed().value(), ""),
              Quantity.text(width.utility().value(), ""),
              width.rank()));
    }
    lines.add(request.quality().source() + ".");
  }

  /** One object. */
  ObjectNode json() {
    ObjectNode object =
        Json.object()
            .put("model", plan.model().name())
            .put("parameters", plan.model().parameters())
            .put("context", request.context())
            .put("batch", request.batch())
            .put("memory_bytes", request.memoryBytes())
            .put("kv_type", request.kvType().toString())
            .put("bytes_per_second", request.bytesPerSecond())
            .put("bandwidth_measured", request.multiplyAddsPerSecond().isPresent())
            .put("arithmetic", request.arithmetic().id())
            .put("fits", plan.fits())
            .put("required_bytes", plan.requiredBytes())
            .put("largest_context", plan.largestContext())
            .put("largest_batch", plan.largestBatch());
    object.set("memory", predictions(plan.memory()));
    object.set("speed", predictions(plan.speed()));
    object.put("quality_source", request.quality().source());
    object.putArray("widths").addAll(plan.widths().stream().map(PlanSummary::width).toList());
    object.set("device", device());
    object.set("training", predictions(plan.training()));
    return object;
  }

  private static ArrayNode predictions(List<Prediction> predictions) {
    return Json.object()
        .arrayNode()
        .addAll(
            predictions.stream()
                .map(each -> ValidationJson.prediction(each).put("unit", each.unit()))
                .toList());
  }

  private static ObjectNode width(WidthPlan width) {
    return Json.object()
        .put("bits", width.bits())
        .put("type", width.type())
        .put("weight_bytes", width.weightBytes())
        .put("required_bytes", width.requiredBytes())
        .put("fits", width.fits())
        .put("rho", width.compression().ratio())
        .put("quality", width.compression().quality())
        .put("efficiency", width.compression().efficiency())
        .put("tokens_per_second", width.speed().value())
        .put("utility", width.utility().value())
        .put("rank", width.rank());
  }

  private ObjectNode device() {
    MemoryPlan layers = plan.layers();
    return Json.object()
        .put("layers", layers.layers())
        .put("planned_layers", layers.planned())
        .put("planned_output", layers.output())
        .put("layers_at_full_length", atFullLength(layers))
        .put(
            "output_at_full_length",
            layers.output() && layers.lastPosition(0, true) >= positions());
  }

  /** Layers that are still there when all sequences have all of their tokens. */
  private int atFullLength(MemoryPlan layers) {
    int first = layers.first();
    while (first < layers.layers() && layers.lastPosition(first, false) < positions()) {
      first++;
    }
    return layers.layers() - first;
  }
}
