package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.Engine;
import dev.nibble.engine.Generation;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.PlacementListener;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What happens while a text is made, as a JSON object a line, for other programs. Each line is in
 * the file as soon as it has happened. Whatever hinders that is an {@link UncheckedIOException}.
 */
final class EventFile implements PlacementListener, AutoCloseable {
  private final Writer file;

  /**
   * Makes the file, or empties it, and writes what is where in the beginning.
   *
   * @param path the file
   * @param engine a loaded model
   */
  EventFile(Path path, Engine engine) throws IOException {
    file = Files.newBufferedWriter(path, UTF_8);
    start(engine);
  }

  private void start(Engine engine) {
    ObjectNode event = event("start");
    engine
        .memoryPlan()
        .ifPresentOrElse(
            plan -> addTo(event, plan, engine.contextLength()),
            () -> event.putNull("device").put("reason", engine.offloadReason()));
    OffloadMeters meters = engine.offloadMeters();
    write(GpuSummary.addTo(event.put("layers", meters.layers()), meters));
  }

  private static void addTo(ObjectNode event, MemoryPlan plan, int context) {
    DeviceInfo device = plan.device();
    event
        .put("device", device.id())
        .putNull("reason")
        .put("name", device.name())
        .put("backend", device.backend())
        .put("plays_a_device", device.standsIn())
        .put("planned_first", plan.first())
        .put("planned_output", plan.output())
        .put("budget", plan.budgetBytes())
        .put("scratch_bytes", plan.scratchBytes())
        .put("output_bytes", plan.outputBytes())
        .put("token_bytes", plan.tokenBytes())
        .set("plan", Json.node(plan.lines(context)));
  }

  /**
   * A token was chosen.
   *
   * @param position how many tokens stand before it
   * @param meters what is where
   * @param perSecond tokens a second over the last few
   */
  void token(int position, OffloadMeters meters, OptionalDouble perSecond) {
    ObjectNode event = event("token").put("position", position);
    GpuSummary.put(event, "tokens_per_second", perSecond);
    write(GpuSummary.addTo(event, meters));
  }

  @Override
  public void changed(PlacementChange change) {
    write(
        GpuSummary.addTo(event("placement"), change)
            .put("position", change.position())
            .put("r", change.requiredBytes())
            .put("g", change.budgetBytes()));
  }

  /** The text is over. */
  void end(Generation generation, OffloadMeters meters) {
    ObjectNode event =
        event("end")
            .put("stop_reason", generation.stopReason().name().toLowerCase(Locale.ROOT))
            .put("prompt_tokens", generation.meters().promptTokens())
            .put("generated_tokens", generation.meters().generatedTokens())
            .put("tokens_per_second", generation.meters().decodeTokensPerSecond())
            .put("fallbacks", meters.fallbacks())
            .put("returns", meters.returns());
    write(GpuSummary.addTo(event, meters));
  }

  private static ObjectNode event(String name) {
    return Json.object().put("event", name);
  }

  private void write(ObjectNode event) {
    try {
      file.write(Json.line(event) + "\n");
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
