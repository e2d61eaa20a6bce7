package dev.nibble.cli.live;

import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A dashboard at the foot of a terminal. A signal that ends the process, such as Ctrl-C, leaves the
 * terminal as it was too.
 */
final class TerminalView implements LiveView {
  /** Sixteen times a second: more nobody sees. */
  private static final long REFRESH_NANOS = 62_500_000;

  private final LiveHistory history;
  private final Screen screen;
  private final Style style;
  private final LongSupplier clock;
  private final QuietLog log = new QuietLog(QuietLog.DEVICE);
  private final Thread onExit = new Thread(this::restore);
  private boolean open = true;
  private long drawnAt;

  TerminalView(
      LiveSubject subject, OffloadMeters meters, Screen screen, Style style, LongSupplier clock) {
    history = new LiveHistory(subject, meters);
    this.screen = screen;
    this.style = style;
    this.clock = clock;
    Runtime.getRuntime().addShutdownHook(onExit);
    screen.begin();
    draw(clock.getAsLong());
  }

  @Override
  public synchronized boolean text(String piece) {
    return open && screen.text(piece);
  }

  @Override
  public synchronized void show(OffloadMeters meters, int position) {
    long now = clock.getAsLong();
    history.token(meters, position, now);
    if (open && now - drawnAt >= REFRESH_NANOS) {
      screen.adapt();
      draw(now);
    }
  }

  @Override
  public synchronized void waited(long nanos) {
    history.waited(nanos);
  }

  @Override
  public synchronized void changed(PlacementChange change) {
    history.changed(change);
  }

  private void draw(long now) {
    screen.draw(lines());
    drawnAt = now;
  }

  private List<String> lines() {
    return new Dashboard(history.state(), screen.width(), style).lines();
  }

  /** Once: what comes later is not shown. */
  private synchronized boolean restore() {
    boolean first = open;
    if (first) {
      open = false;
      screen.clear();
      log.close();
    }
    return first;
  }

  @Override
  public void close() {
    if (restore()) {
      screen.text("%n%s".formatted(String.join("%n".formatted(), lines())));
    }
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException _) {
      return; // It is running: this process ends.
    }
  }
}
