package dev.nibble.weights.quantize;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import java.util.OptionalLong;

/**
 * What mixtures ask of a model, read off its tensors.
 *
 * @param layers how many
 * @param queryHeadsPerKvHead query heads that share a key and a value head
 * @param experts feed-forward networks of a layer of which a token takes some; 1 without such
 * @param tied whether the embedding serves as the output matrix
 */
record ModelShape(int layers, int queryHeadsPerKvHead, int experts, boolean tied) {

  static ModelShape of(GgufFile file) {
    int last = file.tensors().keySet().stream().mapToInt(TensorRole::layer).max().orElse(-1);
    long queries = rows(file, "blk.0.attn_q.weight").orElse(1);
    long keys = rows(file, "blk.0.attn_k.weight").orElse(queries);
    long experts = rows(file, "blk.0.ffn_gate_inp.weight").orElse(1);
    return new ModelShape(
        last + 1, (int) (queries / keys), (int) experts, file.tensor("output.weight").isEmpty());
  }

  private static OptionalLong rows(GgufFile file, String name) {
    return file.tensor(name).map(Tensor::rows).map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
