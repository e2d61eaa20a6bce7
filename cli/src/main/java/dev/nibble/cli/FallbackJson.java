package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.cli.fallback.Agreement;
import dev.nibble.cli.fallback.FallbackReport;
import dev.nibble.cli.fallback.FallbackTrace;
import dev.nibble.cli.fallback.Phase;
import dev.nibble.cli.fallback.TracedToken;
import dev.nibble.engine.device.PlacementChange;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A fallback for programs. What was not measured is null, so that the keys are always the same. */
final class FallbackJson {
  private FallbackJson() {}

  static ObjectNode object(FallbackReport report, List<Integer> ids) {
    FallbackTrace trace = report.trace();
    ObjectNode object =
        Json.object()
            .put("model", report.model())
            .put("device", trace.device().id())
            .put("device_name", trace.device().name())
            .put("device_backend", trace.device().backend())
            .put("cpu_plays_device", trace.device().standsIn())
            .put("layers", trace.layers())
            .put("planned_layers", trace.planned().layers())
            .put("planned_output", trace.planned().output())
            .put("prompt", report.prompt())
            .put("text", report.text());
    object.set("ids", Json.node(ids));
    put(object, "optimal_tokens_per_second", trace.optimal());
    put(object, "fallen_tokens_per_second", trace.fallen());
    put(object, "cpu_tokens_per_second", report.cpuPerSecond());
    agreement(object, report.agreement());
    object
        .putArray("phases")
        .addAll(trace.phases().stream().map(phase -> phase(trace, phase)).toList());
    object.putArray("changes").addAll(trace.changes().stream().map(FallbackJson::change).toList());
    object.putArray("tokens").addAll(trace.tokens().stream().map(FallbackJson::token).toList());
    return object;
  }

  private static void put(ObjectNode object, String key, OptionalDouble number) {
    object.put(key, number.isPresent() ? (Double) number.getAsDouble() : null);
  }

  private static void agreement(ObjectNode object, Agreement agreement) {
    object.put("agrees_with_cpu", agreement.holds());
    object.putNull("first_difference");
    object.putNull("margin");
    if (agreement instanceof Agreement.Parted parted) {
      object.put("first_difference", parted.index()).put("margin", parted.margin());
    }
  }

  private static ObjectNode phase(FallbackTrace trace, Phase phase) {
    ObjectNode object =
        Json.object()
            .put("stage", phase.stage().name().toLowerCase(Locale.ROOT))
            .put("device_layers", phase.last().held().layers())
            .put("device_output", phase.last().held().output())
            .put("required_bytes", phase.last().requiredBytes())
            .put("budget_bytes", phase.last().budgetBytes())
            .put("from_token", phase.first().position())
            .put("tokens", phase.tokens().size());
    put(object, "tokens_per_second", phase.perSecond());
    put(object, "alpha", trace.alpha(phase));
    return object;
  }

  private static ObjectNode change(PlacementChange change) {
    return GpuSummary.addTo(Json.object(), change)
        .put("token", change.position())
        .put("required_bytes", change.requiredBytes())
        .put("budget_bytes", change.budgetBytes());
  }

  private static ObjectNode token(TracedToken token) {
    return Json.object()
        .put("token", token.position())
        .put("nanoseconds", token.nanos())
        .put("moved", token.moved())
        .put("device_layers", token.held().layers())
        .put("device_output", token.held().output())
        .put("required_bytes", token.requiredBytes())
        .put("budget_bytes", token.budgetBytes())
        .put("used_bytes", token.usedBytes());
  }
}
