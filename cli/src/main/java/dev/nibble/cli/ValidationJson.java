package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.cli.page.Circumstances;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.predict.Finding;
import dev.nibble.engine.predict.Input;
import dev.nibble.engine.predict.Prediction;
import dev.nibble.engine.predict.ValidationReport;
import dev.nibble.engine.predict.Verdict;
import java.util.List;

/** Predictions, and what was made of them, for programs. */
final class ValidationJson {
  private ValidationJson() {}

  static ObjectNode object(ValidationReport report, Circumstances circumstances) {
    ObjectNode object =
        Json.object()
            .put("model", report.evidence().model().name())
            .put("date", circumstances.date())
            .put("command", circumstances.command());
    ArrayNode machine = object.putArray("machine");
    for (Check check : circumstances.machine()) {
      machine.addObject().put("name", check.name()).put("found", check.found());
    }
    object.set("notes", Json.node(report.notes()));
    object
        .put("confirmed", report.count(Verdict.CONFIRMED))
        .put("refuted", report.count(Verdict.REFUTED));
    object
        .putArray("predictions")
        .addAll(report.findings().stream().map(ValidationJson::finding).toList());
    return object;
  }

  private static ObjectNode finding(Finding finding) {
    Prediction prediction = finding.prediction();
    ObjectNode object = prediction(prediction);
    object
        .put("measured", finding.measurement().value())
        .put("measured_how", finding.measurement().how())
        .put("unit", prediction.unit());
    if (Double.isFinite(finding.error())) {
      object.put("error", finding.error());
    } else {
      object.putNull("error");
    }
    return object
        .put("bound", finding.bound().text())
        .put("verdict", finding.verdict().toString())
        .put("remark", finding.remark());
  }

  /** What a formula says, with what went into it. */
  static ObjectNode prediction(Prediction prediction) {
    ObjectNode object =
        Json.object().put("name", prediction.name()).put("formula", prediction.formula());
    object.set("inputs", inputs(prediction.inputs()));
    return object.put("predicted", prediction.value());
  }

  private static ArrayNode inputs(List<Input> inputs) {
    return Json.object()
        .arrayNode()
        .addAll(
            inputs.stream()
                .map(input ->
                    Json.object()
                        .put("symbol", input.symbol())
                        .put("meaning", input.meaning())
                        .put("value", input.value())
                        .put("unit", input.unit()))
                .toList());
  }
}
