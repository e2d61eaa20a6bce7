package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was on a device, where there was one, for people and for programs. */
final class GpuSummary {
  private GpuSummary() {}

  /** Such as {@code gpu host:0 3 of 5 layers, 2 fallbacks}; empty where no device was used. */
  static Optional<String> of(OffloadMeters m) {
    if (m.device().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "gpu %s %d of %d layers%s%s%s"
            .formatted(
                m.device(),
                m.deviceLayers(),
                m.layers(),
                m.output() ? " and output" : "",
                counted(m.fallbacks(), "fallback"),
                counted(m.returns(), "return")));
  }

  /** The end of a line of meters. */
  static String text(OffloadMeters m) {
    return of(m).map(text -> ", " + text).orElse("");
  }

  private static String counted(long count, String what) {
    return count == 0 ? "" : ", %d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  /** All of it as one object. */
  static ObjectNode object(Engine engine) {
    OffloadMeters m = engine.offloadMeters();
    ObjectNode object = Json.object();
    if (m.device().isEmpty()) {
      object.putNull("device").put("reason", engine.offloadReason());
    } else {
      object.put("device", m.device()).putNull("reason");
    }
    object.put("layers", m.layers());
    object.set("planned", cells(m.layers(), m.plannedFirst()));
    object.put("planned_output", m.plannedOutput());
    return addTo(object, m).put("fallbacks", m.fallbacks()).put("returns", m.returns());
  }

  /** What changes from token to token. */
  static ObjectNode addTo(ObjectNode object, OffloadMeters m) {
    object
        .put("r", m.requiredBytes())
        .put("g", m.budgetBytes())
        .put("used", m.usedBytes())
        .set("placement", cells(m.layers(), m.first()));
    object.put("output", m.output());
    put(object, "p", m.present());
    put(object, "p_opt", m.optimal());
    put(object, "p_fall", m.fallen());
    put(object, "alpha", m.alpha());
    return object;
  }

  /** What moved, and why. */
  static ObjectNode addTo(ObjectNode object, PlacementChange change) {
    return object
        .put("kind", change.kind().name().toLowerCase(Locale.ROOT))
        .put("cause", change.cause())
        .put("detail", change.detail())
        .put("from_layer", change.fromLayer())
        .put("to_layer", change.toLayer())
        .put("output", change.output());
  }

  /** 1 for a layer on the device, 0 for one on the CPU. */
  private static ArrayNode cells(int layers, int first) {
    ArrayNode cells = Json.object().arrayNode();
    for (int layer = 0; layer < layers; layer++) {
      cells.add(layer < first ? 0 : 1);
    }
    return cells;
  }

  /** A number that may not be known yet. */
  static void put(ObjectNode object, String name, OptionalDouble value) {
    value.ifPresentOrElse(known -> object.put(name, known), () -> object.putNull(name));
  }
}
