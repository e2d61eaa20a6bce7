package dev.nibble.cli.live;

import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Lines for a log: one in the beginning, one at each change, and one now and then. */
final class LinesView implements LiveView {
  /** Tokens from one line to the next. */
  static final int EVERY = 64;

  private static final String PREFIX = "gpu: ";

  private final LiveHistory history;
  private final PrintWriter out;
  private final PrintWriter err;
  private final LongSupplier clock;
  private final QuietLog log = new QuietLog(QuietLog.DEVICE);
  private int tokens;

  LinesView(
      LiveSubject subject,
      OffloadMeters meters,
      PrintWriter out,
      PrintWriter err,
      LongSupplier clock) {
    history = new LiveHistory(subject, meters);
    this.out = out;
    this.err = err;
    this.clock = clock;
    say(subject.title());
    say(status(history.state()));
  }

  @Override
  public boolean text(String piece) {
    out.print(piece);
    return !out.checkError();
  }

  @Override
  public void show(OffloadMeters meters, int position) {
    history.token(meters, position, clock.getAsLong());
    tokens++;
    if (tokens % EVERY == 0) {
      say(status(history.state()));
    }
  }

  @Override
  public void waited(long nanos) {
    history.waited(nanos);
  }

  @Override
  public void changed(PlacementChange change) {
    history.changed(change);
    say(change.text());
  }

  private void say(String line) {
    err.println(PREFIX + line);
  }

  private static String status(LiveState state) {
    OffloadMeters m = state.meters();
    String text =
        m.device().isEmpty()
            ? Dashboard.placed(m)
            : "%s, %s, %s".formatted(Dashboard.placed(m), Dashboard.sizes(m), Dashboard.fade(m));
    return "token %d: %s, %s tok/s"
        .formatted(state.position(), text, Dashboard.number(state.rate(), 1));
  }

  @Override
  public void close() {
    if (tokens % EVERY != 0) {
      say(status(history.state()));
    }
    log.close();
  }
}
