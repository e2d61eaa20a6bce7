package dev.nibble.cli;

import dev.nibble.cli.live.LiveView;
import dev.nibble.cli.live.TokenRate;
import dev.nibble.engine.Engine;
import dev.nibble.engine.Generation;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.PlacementListener;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** Where a text goes as it is made, and what is told of the device at each token. */
final class GenerationWatch implements TextListener, PlacementListener, AutoCloseable {
  private final Engine engine;
  private final PrintWriter out;
  private final Optional<LiveView> view;
  private final Optional<EventFile> events;
  private final boolean terminal;
  private final TokenRate rate = new TokenRate();

  /**
   * Begins to watch.
   *
   * @param engine whose device is watched
   * @param out receives the text where there is no view
   * @param view for a person, closed with this
   * @param events for a program, closed with this
   * @param terminal whether a terminal shows the text: control characters are spelled out then
   */
  GenerationWatch(
      Engine engine,
      PrintWriter out,
      Optional<LiveView> view,
      Optional<EventFile> events,
      boolean terminal) {
    this.engine = engine;
    this.out = out;
    this.view = view;
    this.events = events;
    this.terminal = terminal;
    engine.watchPlacement(this);
  }

  @Override
  public boolean accept(String piece) {
    String shown = terminal ? Printable.lines(piece) : piece;
    if (view.isPresent()) {
      return view.get().text(shown);
    }
    out.print(shown);
    return !out.checkError();
  }

  @Override
  public void chosen(int id, int position) {
    OffloadMeters meters = engine.offloadMeters();
    rate.count(System.nanoTime());
    events.ifPresent(file -> file.token(position, meters, rate.perSecond()));
    view.ifPresent(shown -> shown.show(meters, position));
  }

  @Override
  public void changed(PlacementChange change) {
    events.ifPresent(file -> file.changed(change));
    view.ifPresent(shown -> shown.changed(change));
  }

  /** The text is over. */
  void end(Generation generation) {
    events.ifPresent(file -> file.end(generation, engine.offloadMeters()));
  }

  @Override
  public void close() throws IOException {
    engine.watchPlacement(PlacementListener.IGNORE);
    view.ifPresent(LiveView::close);
    if (events.isPresent()) {
      events.get().close();
    }
  }
}
