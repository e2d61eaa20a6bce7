package dev.nibble.cli.fallback;

import java.util.OptionalDouble;

/**
 * A finished run.
 *
 * @param model what people call the model
 * @param prompt the text that was continued
 * @param text the continuation
 * @param trace what was seen meanwhile
 * @param agreement whether the text is that of the CPU alone
 * @param cpuPerSecond tokens a second of the CPU alone
 */
public record FallbackReport(
    String model,
    String prompt,
    String text,
    FallbackTrace trace,
    Agreement agreement,
    OptionalDouble cpuPerSecond) {

  /** What the device is, in a sentence. */
  public String deviceText() {
    String device = "%s (%s)".formatted(trace.device().name(), trace.device().id());
    return trace.device().standsIn()
        ? device + ": layers move as they would to a real one, no speed is gained by it"
        : device;
  }
}
