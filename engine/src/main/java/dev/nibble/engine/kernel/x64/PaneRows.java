package dev.nibble.engine.kernel.x64;

/**
 * Numbers of a pane, lane by lane {@code [lanes][channels]} and channel by channel {@code
 * [channels][lanes]}, and the way from one to the other. Both are small: what comes from afar comes
 * in whole rows, many lines of a cache at a time.
 */
final class PaneRows {
  /** Lanes that are turned together, of which a pane has a multiple: neighbours in memory. */
  private static final int LANES = 4;

  private int lanes;
  private int channels;
  private float[] byLane = {};
  private float[] byChannel = {};

  /** Makes room. */
  void resize(int lanes, int channels) {
    this.lanes = lanes;
    this.channels = channels;
    int count = lanes * channels;
    if (byLane.length < count) {
      byLane = new float[count];
      byChannel = new float[count];
    }
  }

  /** How many numbers there are. */
  int count() {
    return lanes * channels;
  }

  /** The numbers {@code [channels][lanes]}. */
  float[] byChannel() {
    return byChannel;
  }

  /** Sets a lane to the multiple of a row. */
  void set(int lane, float[] row, int from, float factor) {
    int to = lane * channels;
    for (int i = 0; i < channels; i++) {
      byLane[to + i] = factor * row[from + i];
    }
  }

  /** Stores the multiple of a lane in a row. */
  void get(int lane, float factor, float[] row, int to) {
    int from = lane * channels;
    for (int i = 0; i < channels; i++) {
      row[to + i] = factor * byLane[from + i];
    }
  }

  /** Turns what was set by lane. */
  void toChannels() {
    float[] from = byLane;
    float[] to = byChannel;
    int next = channels;
    for (int lane = 0; lane < lanes; lane += LANES) {
      int row = lane * next;
      int at = lane;
      for (int i = row; i < row + next; i++) {
        to[at] = from[i];
        to[at + 1] = from[i + next];
        to[at + 2] = from[i + 2 * next];
        to[at + 3] = from[i + 3 * next];
        at += lanes;
      }
    }
  }

  /** Turns what was set by channel. */
  void toLanes() {
    float[] from = byChannel;
    float[] to = byLane;
    int next = channels;
    for (int lane = 0; lane < lanes; lane += LANES) {
      int row = lane * next;
      int at = lane;
      for (int i = row; i < row + next; i++) {
        to[i] = from[at];
        to[i + next] = from[at + 1];
        to[i + 2 * next] = from[at + 2];
        to[i + 3 * next] = from[at + 3];
        at += lanes;
      }
    }
  }
}
