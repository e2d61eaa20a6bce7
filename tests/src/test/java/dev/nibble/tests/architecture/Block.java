package dev.nibble.tests.architecture;

/** The tensors of one block, under the names that GGUF has for them. */
final class Block {
  /** Makes the scores of a token's experts lie far apart. */
  private static final double ROUTER_GAIN = 4;

  /** Over the root of the number of blocks: what post-norms scale with on average. */
  private static final double POST_NORM_MEAN = 1.5;

  private final RandomModel model;
  private final Sizes sizes;
  private final String prefix;

  private Block(RandomModel model, int layer) {
    this.model = model;
    this.sizes = model.sizes();
    this.prefix = "blk." + layer + ".";
  }

  /** What all blocks of a model have. */
  @FunctionalInterface
  interface Content {
    void of(Block block);
  }

  /** Gives all blocks of a model the same tensors. */
  static RandomModel addTo(RandomModel model, Content content) {
    for (int layer = 0; layer < model.sizes().layers(); layer++) {
      content.of(new Block(model, layer));
    }
    return model;
  }

  /** A norm over the residual stream. */
  Block norm(String name) {
    return norm(name, sizes.width());
  }

  Block norm(String name, int channels) {
    model.norm(prefix + name + ".weight", channels);
    return this;
  }

  /**
   * A norm behind attention or feed-forward. The deeper the model, the less each block adds:
   * otherwise rounding grows from block to block beyond what a comparison could bear.
   */
  Block postNorm(String name) {
    double mean = POST_NORM_MEAN / Math.sqrt(sizes.layers());
    model.uniform(prefix + name + ".weight", 0.5 * mean, 1.5 * mean, sizes.width());
    return this;
  }

  /** A norm with a bias, as LayerNorm has it. */
  Block layerNorm(String name) {
    norm(name);
    return requiredBias(name, sizes.width());
  }

  Block requiredBias(String name, int channels) {
    model.bias(prefix + name + ".bias", channels);
    return this;
  }

  Block optionalBias(String name, int channels) {
    requiredBias(name, channels);
    model.optional(prefix + name + ".bias");
    return this;
  }

  /** Queries, keys, values and output. */
  Block attention() {
    matrix("attn_q", sizes.width(), sizes.attentionWidth());
    matrix("attn_k", sizes.width(), sizes.kvWidth());
    matrix("attn_v", sizes.width(), sizes.kvWidth());
    return attentionOutput();
  }

  /** Queries, keys and values in one matrix, and output. */
  Block fusedAttention() {
    matrix("attn_qkv", sizes.width(), sizes.attentionWidth() + 2 * sizes.kvWidth());
    return attentionOutput();
  }

  private Block attentionOutput() {
    return matrix("attn_output", sizes.attentionWidth(), sizes.width());
  }

  /** Biases of queries, keys and values. */
  Block attentionBiases() {
    return optionalBias("attn_q", sizes.attentionWidth())
        .optionalBias("attn_k", sizes.kvWidth())
        .optionalBias("attn_v", sizes.kvWidth());
  }

  /** Norms over each head of the queries and of the keys. */
  Block headNorms() {
    return norm("attn_q_norm", sizes.headSize()).norm("attn_k_norm", sizes.headSize());
  }

  /** A feed-forward block with a gate. */
  Block gatedFeedForward() {
    return gatedFeedForward("", sizes.feedForward());
  }

  private Block gatedFeedForward(String suffix, int inner) {
    matrix("ffn_gate" + suffix, sizes.width(), inner);
    matrix("ffn_up" + suffix, sizes.width(), inner);
    return matrix("ffn_down" + suffix, inner, sizes.width());
  }

  /** A feed-forward block whose {@code ffn_up} makes {@code rows} channels of a token. */
  Block feedForward(int rows) {
    matrix("ffn_up", sizes.width(), rows);
    return matrix("ffn_down", sizes.feedForward(), sizes.width());
  }

  /** Experts, and what chooses them. */
  Block experts(int count, int inner) {
    model.matrix(prefix + "ffn_gate_inp.weight", ROUTER_GAIN, sizes.width(), count);
    matrix("ffn_gate_exps", sizes.width(), inner, count);
    matrix("ffn_up_exps", sizes.width(), inner, count);
    return matrix("ffn_down_exps", inner, sizes.width(), count);
  }

  /** An expert that every token has. */
  Block sharedExpert(int inner) {
    return gatedFeedForward("_shexp", inner);
  }

  /** What a token's shared expert is multiplied with. */
  Block sharedExpertGate() {
    return matrix("ffn_gate_inp_shexp", sizes.width());
  }

  /** Stores each expert on its own, as files made before the middle of 2024 do. */
  Block splitExperts() {
    for (String part : new String[] {"ffn_gate", "ffn_up", "ffn_down"}) {
      model.split(prefix + part + "_exps.weight", prefix + part + ".%d.weight");
    }
    return this;
  }

  private Block matrix(String name, int columns, int... otherDimensions) {
    model.matrix(prefix + name + ".weight", columns, otherDimensions);
    return this;
  }
}
