package dev.nibble.engine.model;

/** Memory of feed-forward blocks, which all layers share; its content is undefined. */
final class FeedForwardScratch {
  private float[] hidden = new float[0];
  private float[] gates = new float[0];

  /** The channels inside a network, of all tokens. */
  float[] hidden(int floats) {
    hidden = grown(hidden, floats);
    return hidden;
  }

  /** The gates of these. */
  float[] gates(int floats) {
    gates = grown(gates, floats);
    return gates;
  }

  static float[] grown(float[] memory, int floats) {
    return memory.length < floats ? new float[floats] : memory;
  }
}
