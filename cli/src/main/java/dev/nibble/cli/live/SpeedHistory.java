package dev.nibble.cli.live;

import dev.nibble.cli.live.SpeedSample.Mark;
import java.util.ArrayList;
import java.util.List;

/** How fast tokens came from the first one on, in as many samples as a terminal has columns. */
final class SpeedHistory {
  /** An even number; where there are more, two become one. */
  static final int MOST_SAMPLES = 240;

  private static final SpeedSample NOTHING = new SpeedSample(0, 0, Mark.NONE);

  private List<SpeedSample> samples = new ArrayList<>();
  private SpeedSample open = NOTHING;
  private int tokensPerSample = 1;
  private boolean begun;
  private long last;

  /**
   * A token was chosen. The first one begins the count: what stands before it is no decoding.
   *
   * @param now when, in nanoseconds
   */
  void count(long now) {
    if (begun) {
      open = open.and(new SpeedSample(1, now - last, Mark.NONE));
    }
    begun = true;
    last = now;
    if (open.tokens() >= tokensPerSample) {
      samples.add(open);
      open = NOTHING;
      if (samples.size() == MOST_SAMPLES) {
        halve();
      }
    }
  }

  /** Something has moved since the last token. */
  void mark(Mark mark) {
    open = open.and(new SpeedSample(0, 0, mark));
  }

  private void halve() {
    List<SpeedSample> merged = new ArrayList<>();
    for (int i = 0; i < samples.size(); i += 2) {
      merged.add(samples.get(i).and(samples.get(i + 1)));
    }
    samples = merged;
    tokensPerSample *= 2;
  }

  /** All that is complete, the first one first. */
  List<SpeedSample> samples() {
    return List.copyOf(samples);
  }
}
