package dev.nibble.cli;

import dev.nibble.engine.Beam;
import dev.nibble.engine.BeamSearch;
import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import java.util.List;
import java.util.Locale;

/** The likeliest continuations of one prompt that a search finds. */
final class BeamTexts {
  private BeamTexts() {}

  static TextSet generate(Engine engine, GenerationRequest request, int beams) {
    long begin = System.nanoTime();
    KvPeak peak = new KvPeak(engine);
    List<Beam> found =
        new BeamSearch(engine)
            .search(
                request,
                beams,
                _ -> {
                  peak.look();
                  return true;
                });
    List<TextSet.Text> texts = found.stream().map(BeamTexts::text).toList();
    return new TextSet("beams", request, texts, System.nanoTime() - begin, peak);
  }

  private static TextSet.Text text(Beam beam) {
    return new TextSet.Text(
        beam.text(),
        beam.ids(),
        beam.stopReason(),
        String.format(Locale.ROOT, "log probability %.2f", beam.logProbability()),
        object -> object.put("log_probability", beam.logProbability()).put("score", beam.score()));
  }
}
