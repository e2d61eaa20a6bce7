package dev.nibble.cli.live;

import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;

/** What has happened so far, put together for a dashboard. */
final class LiveHistory {
  private final LiveSubject subject;
  private final SpeedHistory speeds = new SpeedHistory();
  private final TokenRate rate = new TokenRate();
  private OffloadMeters meters;
  private int position;
  private String news = "";

  LiveHistory(LiveSubject subject, OffloadMeters meters) {
    this.subject = subject;
    this.meters = meters;
  }

  void token(OffloadMeters present, int before, long now) {
    meters = present;
    position = before;
    speeds.count(now);
    rate.count(now);
  }

  void changed(PlacementChange change) {
    speeds.mark(Sparkline.mark(change.kind()));
    news = news(change);
  }

  /** Such as {@code layer 2 to the CPU at token 161 (budget)}; a dashboard has little room. */
  private static String news(PlacementChange change) {
    int count = change.toLayer() - change.fromLayer();
    String layers =
        switch (count) {
          case 0 -> "";
          case 1 -> "layer " + change.fromLayer();
          default -> "layers %d to %d".formatted(change.fromLayer(), change.toLayer() - 1);
        };
    return "%s%s%s to the %s at token %d (%s)"
        .formatted(
            layers,
            count > 0 && change.output() ? " and " : "",
            change.output() ? "output" : "",
            change.kind() == PlacementChange.Kind.LEFT ? "CPU" : "device",
            change.position(),
            change.cause());
  }

  LiveState state() {
    return new LiveState(
        subject.title(), meters, position, rate.perSecond(), speeds.samples(), news);
  }
}
