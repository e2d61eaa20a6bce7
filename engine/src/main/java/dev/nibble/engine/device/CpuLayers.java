package dev.nibble.engine.device;

import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import java.util.List;
import java.util.Optional;

/** What the CPU computes: what a device takes over, and what its answers are held against. */
public interface CpuLayers {

  /**
   * Turns queries and keys to the positions of some tokens.
   *
   * @param batch the tokens
   */
  void turnTo(Batch batch);

  /** The angles of each layer for the tokens that {@link #turnTo} has seen last. */
  List<Optional<Rotation>> rotations();

  /**
   * Runs tokens through a layer, and stores their keys and values in their caches.
   *
   * @param layer from 0
   * @param residual {@code [tokens][width]}, receives what the layer makes of it
   * @param batch the tokens, to which was turned
   */
  void forward(int layer, float[] residual, Batch batch);

  /**
   * The output projection, without its bias.
   *
   * @param x {@code [tokens][width]}, normed
   * @param tokens how many tokens
   * @param y receives {@code [tokens][vocabulary]}
   */
  void output(float[] x, int tokens, float[] y);

  /**
   * The weights of one token in the output projection.
   *
   * @param id the token
   * @param row receives {@code [width]}
   */
  void outputRow(int id, float[] row);
}
