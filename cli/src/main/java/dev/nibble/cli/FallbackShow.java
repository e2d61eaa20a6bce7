package dev.nibble.cli;

import dev.nibble.cli.live.LiveView;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.concurrent.locks.LockSupport;

/** A run at a pace that eyes can follow. */
final class FallbackShow implements FallbackWatcher {
  private static final double NANOS_PER_SECOND = 1e9;

  private final LiveView view;
  private final long tokenNanos;
  private long next = System.nanoTime();

  /**
   * Begins.
   *
   * @param view shows it, closed with this
   * @param pace tokens a second at most
   */
  FallbackShow(LiveView view, double pace) {
    this.view = view;
    tokenNanos = (long) (NANOS_PER_SECOND / pace);
  }

  @Override
  public void text(String piece) {
    view.text(piece);
  }

  @Override
  public void token(OffloadMeters meters, int position) {
    view.show(meters, position);
    next = Math.max(next + tokenNanos, System.nanoTime());
    while (System.nanoTime() < next && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  @Override
  public void changed(PlacementChange change) {
    view.changed(change);
  }

  @Override
  public void close() {
    view.close();
  }
}
