package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Tensor;
import java.util.List;
import java.util.Optional;

/** Finds the maps from the residual stream to queries, keys and values. */
final class ProjectionReader {
  private static final String FUSED = "attn_qkv";

  private final TensorFinder finder;
  private final int width;
  private final boolean usuallyFused;
  private final boolean needsFusedBias;

  ProjectionReader(Architecture architecture, TensorFinder finder, int width) {
    this.finder = finder;
    this.width = width;
    usuallyFused = architecture.fusesProjections();
    needsFusedBias = architecture.needsBiases();
  }

  /**
   * Queries, keys and values: three tensors, or one whose rows are all of these in turn, in either
   * case with biases or without.
   */
  List<Linear> read(String prefix, AttentionShape shape)
      throws GgufFormatException, UnsupportedModelException {
    boolean separate = finder.has(prefix + "attn_q.weight");
    if (finder.has(prefix + FUSED + ".weight") || (usuallyFused && !separate)) {
      return fused(prefix, shape);
    }
    boolean biased = hasBiases(prefix);
    return List.of(
        finder.linear(prefix + "attn_q", shape.width(), width, biased),
        finder.linear(prefix + "attn_k", shape.kvWidth(), width, biased),
        finder.linear(prefix + "attn_v", shape.kvWidth(), width, biased));
  }

  /** Whether there are biases of their own: of all three, or the one that lacks is missed. */
  private boolean hasBiases(String prefix) {
    return finder.has(prefix + "attn_q.bias")
        || finder.has(prefix + "attn_k.bias")
        || finder.has(prefix + "attn_v.bias");
  }

  private List<Linear> fused(String prefix, AttentionShape shape)
      throws GgufFormatException, UnsupportedModelException {
    int queries = shape.width();
    int keys = shape.kvWidth();
    int rows = queries + 2 * keys;
    Tensor weight = finder.matrix(prefix + FUSED + ".weight", rows, width);
    List<Tensor> parts =
        List.of(
            weight.slice(0, queries),
            weight.slice(queries, keys),
            weight.slice(queries + keys, keys));
    if (hasBiases(prefix)) {
      return List.of(
          new Linear(parts.get(0), finder.bias(prefix + "attn_q", queries, true)),
          new Linear(parts.get(1), finder.bias(prefix + "attn_k", keys, true)),
          new Linear(parts.get(2), finder.bias(prefix + "attn_v", keys, true)));
    }
    Optional<Tensor> bias = finder.bias(prefix + FUSED, rows, needsFusedBias);
    return List.of(
        new Linear(parts.get(0), bias.map(all -> all.range(0, queries))),
        new Linear(parts.get(1), bias.map(all -> all.range(queries, keys))),
        new Linear(parts.get(2), bias.map(all -> all.range(queries + keys, keys))));
  }
}
