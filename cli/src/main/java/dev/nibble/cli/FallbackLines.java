package dev.nibble.cli;

import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.PrintWriter;

/** A run as text, and a line for each change. */
final class FallbackLines implements FallbackWatcher {
  private final PrintWriter text;
  private final PrintWriter lines;

  /**
   * Begins.
   *
   * @param text receives the text
   * @param lines receives the lines
   */
  FallbackLines(PrintWriter text, PrintWriter lines) {
    this.text = text;
    this.lines = lines;
  }

  @Override
  public void text(String piece) {
    text.print(piece);
    text.flush();
  }

  @Override
  public void token(OffloadMeters meters, int position) {}

  @Override
  public void changed(PlacementChange change) {
    lines.println(change.text());
  }

  @Override
  public void close() {}
}
