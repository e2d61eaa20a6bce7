package dev.nibble.engine.kernel.x64;

/**
 * Numbers of a pane, lane by lane {@code [lanes][channels]} and channel by channel {@code
 * [channels][lanes]}, and the way from one to the other. Both are small: what comes from afar comes
 * in whole rows, many lines of a cache at a time.
 */
final class PaneRows {
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
    transpose(byLane, lanes, channels, byChannel);
  }

  /** Turns what was set by channel. */
  void toLanes() {
    transpose(byChannel, channels, lanes, byLane);
  }

  private static void transpose(float[] from, int rows, int columns, float[] to) {
    for (int row = 0; row < rows; row++) {
      int at = row;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        to[at] = from[i];
        at += rows;
      }
    }
  }
}
