package dev.nibble.engine.device;

import dev.nibble.weights.Tensor;
import java.util.List;

/**
 * An open device. It is called by one thread at a time. No operation throws: what a driver throws
 * becomes {@link Refusal.Failed}, and where an operation is refused nothing has changed.
 */
public interface Device extends AutoCloseable {

  /** What it is. */
  DeviceInfo info();

  /** What it may use at present, in bytes. */
  long budgetBytes();

  /** What is in use, in bytes. */
  long usedBytes();

  /**
   * Whether it sums neighbouring tokens of a sequence as it sums each by itself, to the bit; a
   * draft of so many tokens may be checked at once.
   *
   * @return the most tokens, 1 or more
   */
  int likeOne();

  /**
   * What a layer would take. Nothing is allocated.
   *
   * @param layer the layer
   */
  LayerNeed need(LayerSpec layer);

  /**
   * Working memory that all layers share, in bytes: in use as long as there is a layer.
   *
   * @param layers the model's layers
   */
  long scratchBytes(List<LayerSpec> layers);

  /**
   * What a matrix would take, in bytes. Nothing is allocated.
   *
   * @param weights {@code [rows][columns]}
   */
  long need(Tensor weights);

  /**
   * Copies a layer's weights to the device, where they stay until it is closed.
   *
   * @param layer the layer
   * @return the layer, without keys and values
   */
  Outcome<DeviceLayer> layer(LayerSpec layer);

  /**
   * Copies a matrix to the device, where it stays until it is closed.
   *
   * @param weights {@code [rows][columns]}
   * @return the matrix
   */
  Outcome<DeviceMatrix> matrix(Tensor weights);

  /**
   * Runs tokens through neighbouring layers: norms, rotary positions, attention over the layers'
   * own keys and values, feed-forward. What stands between the layers need not leave the device.
   *
   * @param layers the layers, in order, with room for the keys and values of these tokens and all
   *     before them
   * @param pass the tokens; receives what the layers make of them
   * @return done or why not; the pass's outputs are undefined then, its inputs as they were
   */
  Outcome<Void> run(List<DeviceLayer> layers, DevicePass pass);

  /**
   * Measures what it can do at best, as {@link dev.nibble.engine.kernel.CeilingLoops} do for the
   * CPU, with as much free memory as {@link DeviceCeiling#memory} says. Takes some seconds; nothing
   * of it stays on the device.
   *
   * @return the ceiling, or why it was not measured
   */
  default Outcome<DeviceCeiling> ceiling() {
    return Outcome.refused(new Refusal.Unsupported("measuring what it can do at best"));
  }

  /** Frees everything. */
  @Override
  void close();
}
