package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.measure.GenerationMeters;
import java.util.Locale;

/** What became of guessed tokens, where there were any, for people and for programs. */
final class DraftSummary {
  private DraftSummary() {}

  /** The end of the line of meters. */
  static String text(GenerationMeters m) {
    return m.draftedTokens() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            ", drafted %d tokens, accepted %d (%.0f %%)",
            m.draftedTokens(),
            m.acceptedTokens(),
            100 * m.acceptanceRate());
  }

  static void addTo(ObjectNode object, GenerationMeters m) {
    if (m.draftedTokens() > 0) {
      object
          .put("drafted_tokens", m.draftedTokens())
          .put("accepted_tokens", m.acceptedTokens())
          .put("acceptance_rate", m.acceptanceRate());
    }
  }
}
