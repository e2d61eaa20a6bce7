package dev.nibble.engine.device;

import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.cache.KvType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layer as a device is given it.
 *
 * @param index its number in the model, from 0
 * @param model the numbers of the model
 * @param tensors its weights, where they lie in the file
 * @param kvType what the CPU stores keys and values as
 * @param maxTokens the most tokens of a pass
 */
public record LayerSpec(
    int index, ModelConfig model, LayerTensors tensors, KvType kvType, int maxTokens) {

  /**
   * All layers of a model.
   *
   * @param model its numbers
   * @param tensors the weights of each layer
   * @param kvType what the CPU stores keys and values as
   * @param maxTokens the most tokens of a pass
   */
  public static List<LayerSpec> all(
      ModelConfig model, List<LayerTensors> tensors, KvType kvType, int maxTokens) {
    return IntStream.range(0, tensors.size())
        .mapToObj(i -> new LayerSpec(i, model, tensors.get(i), kvType, maxTokens))
        .toList();
  }

  /** The numbers of the layer. */
  public LayerConfig config() {
    return model.layers().get(index);
  }
}
