package dev.nibble.cli.live;

import dev.nibble.engine.Engine;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.PlacementListener;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.PrintWriter;

/** A text as it is made, and what a device does meanwhile. */
public interface LiveView extends PlacementListener, AutoCloseable {

  /**
   * Begins to show.
   *
   * @param engine whose device is shown; its placement is not watched yet
   * @param out receives the text, and at a terminal the dashboard below it
   * @param err receives lines where there is no terminal
   * @param terminal whether {@code out} leads to a terminal
   * @return the view, to be closed by the caller; it keeps the log of the device quiet until then
   */
  static LiveView open(Engine engine, PrintWriter out, PrintWriter err, boolean terminal) {
    LiveSubject subject = LiveSubject.of(engine);
    OffloadMeters meters = engine.offloadMeters();
    TerminalSize size = TerminalSize.present();
    return terminal && Screen.fits(size)
        ? new TerminalView(
            subject,
            meters,
            new Screen(out, TerminalSize::present),
            Style.inUse(),
            System::nanoTime)
        : new LinesView(subject, meters, out, err, System::nanoTime);
  }

  /**
   * Shows a piece of the text.
   *
   * @param piece what comes next
   * @return whether anybody still reads it
   */
  boolean text(String piece);

  /**
   * A token was chosen.
   *
   * @param meters what is on the device at this moment
   * @param position how many tokens stand before it
   */
  void show(OffloadMeters meters, int position);

  /** Something has moved to the device or away from it. */
  @Override
  void changed(PlacementChange change);

  /** Leaves the last state behind the text, and the terminal as it was. */
  @Override
  void close();
}
