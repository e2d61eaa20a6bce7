package dev.nibble.engine.model;

import dev.nibble.engine.architecture.ModelConfig;

/** The activations of a batch, {@code [tokens][channels]} each, kept from batch to batch. */
final class Activations {
  final int tokens;

  /** The residual stream. */
  final float[] residual;

  /** The normed input of a block. */
  final float[] normed;

  final float[] query;
  final float[] key;
  final float[] value;

  /** The three of them, as one pass computes them. */
  final float[][] queryKeyValue;

  /** The heads' results, before the output projection. */
  final float[] attended;

  /** What a block adds to the residual stream. */
  final float[] delta;

  Activations(ModelConfig config, int tokens) {
    this.tokens = tokens;
    residual = new float[tokens * config.width()];
    normed = new float[tokens * config.width()];
    int attentionWidth = config.layers().getFirst().attention().width();
    query = new float[tokens * attentionWidth];
    key = new float[tokens * config.kvWidth()];
    value = new float[tokens * config.kvWidth()];
    queryKeyValue = new float[][] {query, key, value};
    attended = new float[tokens * attentionWidth];
    delta = new float[tokens * config.width()];
  }
}
