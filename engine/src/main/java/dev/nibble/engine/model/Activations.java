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

  /** The heads' results, before the output projection. */
  final float[] attended;

  /** What a block adds to the residual stream. */
  final float[] delta;

  final float[] gate;
  final float[] up;

  Activations(ModelConfig config, int tokens) {
    this.tokens = tokens;
    residual = new float[tokens * config.width()];
    normed = new float[tokens * config.width()];
    query = new float[tokens * config.attentionWidth()];
    key = new float[tokens * config.kvWidth()];
    value = new float[tokens * config.kvWidth()];
    attended = new float[tokens * config.attentionWidth()];
    delta = new float[tokens * config.width()];
    gate = new float[tokens * config.feedForwardWidth()];
    up = new float[tokens * config.feedForwardWidth()];
  }
}
