package dev.nibble.engine.model;

/**
 * Memory of feed-forward blocks, which all layers share. What it holds is undefined until it is
 * written, and valid until the next call of the same method.
 */
final class FeedForwardScratch {
  private final float[][][] hidden = {{}, {new float[0]}, {new float[0], new float[0]}};
  private float[] scores = new float[0];
  private int[] places = new int[0];
  private float[] inputs = new float[0];
  private float[] outputs = new float[0];

  /** Channels inside a network: of its gate and its way up, or of the latter alone. */
  float[][] hidden(int count, int floats) {
    float[][] channels = hidden[count];
    for (int i = 0; i < count; i++) {
      channels[i] = grown(channels[i], floats);
    }
    return channels;
  }

  /** What a router says of the experts. */
  float[] scores(int floats) {
    scores = grown(scores, floats);
    return scores;
  }

  /** Where the tokens of an expert stand. */
  int[] places(int ints) {
    if (places.length < ints) {
      places = new int[ints];
    }
    return places;
  }

  /** What these tokens bring to the expert. */
  float[] inputs(int floats) {
    inputs = grown(inputs, floats);
    return inputs;
  }

  /** What an expert makes of them. */
  float[] outputs(int floats) {
    outputs = grown(outputs, floats);
    return outputs;
  }

  private static float[] grown(float[] memory, int floats) {
    return memory.length < floats ? new float[floats] : memory;
  }
}
