package dev.nibble.tests.architecture;

import static dev.nibble.weights.MetadataValue.string;

import java.util.List;

/**
 * Qwen: rotary pairs are half a head apart; biases in the second generation, norms in the third.
 */
final class QwenModels {
  private static final int EXPERTS = 6;
  private static final int EXPERT_WIDTH = 20;
  private static final int SHARED_EXPERT_WIDTH = 28;

  private QwenModels() {}

  static List<RandomModel> all() {
    return List.of(
        qwen2("qwen2", Sizes.USUAL), qwen2Yarn(), qwen2Moe(), qwen3(), qwen3Untied(), qwen3Moe());
  }

  private static RandomModel qwen2(String name, Sizes sizes) {
    return Block.addTo(
        rotary(name, "qwen2", sizes),
        block ->
            block
                .norm("attn_norm")
                .attention()
                .attentionBiases()
                .norm("ffn_norm")
                .gatedFeedForward());
  }

  private static RandomModel qwen2Yarn() {
    return qwen2("qwen2-yarn", Sizes.LARGE_HEADS)
        .with("rope.freq_base", 100.0)
        .with("rope.scaling.type", string("yarn"))
        .with("rope.scaling.factor", 4.0)
        .with("rope.scaling.original_context_length", 400);
  }

  /** The weights of the chosen experts are what the softmax over all of them gives. */
  private static RandomModel qwen2Moe() {
    RandomModel model =
        rotary("qwen2moe", "qwen2moe", Sizes.USUAL)
            .with("expert_count", EXPERTS)
            .with("expert_used_count", 2)
            .with("expert_feed_forward_length", EXPERT_WIDTH)
            .with("expert_shared_feed_forward_length", SHARED_EXPERT_WIDTH)
            .untied();
    return Block.addTo(
        model,
        block ->
            block
                .norm("attn_norm")
                .attention()
                .attentionBiases()
                .norm("ffn_norm")
                .experts(EXPERTS, EXPERT_WIDTH)
                .sharedExpert(SHARED_EXPERT_WIDTH)
                .sharedExpertGate());
  }

  private static RandomModel qwen3() {
    return qwen3("qwen3", Sizes.USUAL.withHeadSize(16));
  }

  private static RandomModel qwen3Untied() {
    return qwen3("qwen3-untied", Sizes.USUAL).untied();
  }

  private static RandomModel qwen3(String name, Sizes sizes) {
    return Block.addTo(
        rotary(name, "qwen3", sizes),
        block ->
            block.norm("attn_norm").attention().headNorms().norm("ffn_norm").gatedFeedForward());
  }

  /** The weights of the chosen experts sum to one. */
  private static RandomModel qwen3Moe() {
    RandomModel model =
        rotary("qwen3moe", "qwen3moe", Sizes.USUAL.withHeadSize(16))
            .with("expert_count", EXPERTS)
            .with("expert_used_count", 3)
            .with("expert_feed_forward_length", EXPERT_WIDTH);
    return Block.addTo(
        model,
        block ->
            block
                .norm("attn_norm")
                .attention()
                .headNorms()
                .norm("ffn_norm")
                .experts(EXPERTS, EXPERT_WIDTH));
  }

  private static RandomModel rotary(String name, String architecture, Sizes sizes) {
    return new RandomModel(name, architecture, sizes).with("rope.freq_base", 500.0).rmsNorms();
  }
}
