package dev.nibble.cli;

import dev.nibble.engine.Generation;
import java.util.Locale;

/** What the output says of a prompt, in a line. */
final class BatchResult {
  private static final String TEXT = "text";
  private static final String ERROR = "error";

  private BatchResult() {}

  /** The result of a prompt that was continued. */
  static String line(BatchPrompt prompt, Generation generation) {
    return Json.line(
        IdentifiedLine.object(prompt.id())
            .put(TEXT, generation.text())
            .put("stop_reason", generation.stopReason().name().toLowerCase(Locale.ROOT))
            .put("seed", prompt.request().sampling().seed())
            .put("prompt_tokens", generation.promptIds().size())
            .put("generated_tokens", generation.ids().size()));
  }

  /** The result of a prompt that could not be continued. */
  static String line(BatchPrompt prompt, Throwable failure) {
    return Json.line(IdentifiedLine.object(prompt.id()).put(ERROR, Errors.message(failure)));
  }

  /** Whether a line is one of these. */
  static boolean isResult(JsonLine line) {
    return line.value().has(TEXT) || isFailure(line);
  }

  /** Whether a line is that of a prompt that could not be continued. */
  static boolean isFailure(JsonLine line) {
    return line.value().has(ERROR);
  }
}
