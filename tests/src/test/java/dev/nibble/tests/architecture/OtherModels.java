package dev.nibble.tests.architecture;

import static dev.nibble.weights.MetadataValue.array;
import static dev.nibble.weights.MetadataValue.string;

import dev.nibble.weights.MetadataArray;
import java.util.List;

/** Architectures that one small model shows, or one for each kind of feed-forward block. */
final class OtherModels {
  private static final Sizes SIZES = Sizes.USUAL;
  private static final int EXPERTS = 6;
  private static final int SHARED_EXPERT_WIDTH = 28;

  private OtherModels() {}

  static List<RandomModel> all() {
    return List.of(
        granite(),
        graniteMoe("granitemoe"),
        graniteMoeShared(),
        starcoder2(),
        gpt2(),
        olmo2(),
        olmo3());
  }

  private static RandomModel granite() {
    return Block.addTo(
        scaled("granite", "granite"),
        block -> block.norm("attn_norm").attention().norm("ffn_norm").gatedFeedForward());
  }

  private static RandomModel graniteMoe(String name) {
    return Block.addTo(
        scaled(name, "granitemoe").with("expert_count", EXPERTS).with("expert_used_count", 2),
        block ->
            block
                .norm("attn_norm")
                .attention()
                .norm("ffn_norm")
                .experts(EXPERTS, SIZES.feedForward()));
  }

  private static RandomModel graniteMoeShared() {
    return Block.addTo(
        graniteMoe("granitemoe-shared")
            .with("expert_shared_feed_forward_length", SHARED_EXPERT_WIDTH),
        block -> block.sharedExpert(SHARED_EXPERT_WIDTH));
  }

  /** The four scales of Granite, none of them what a model without them would have. */
  private static RandomModel scaled(String name, String architecture) {
    return rotary(name, architecture)
        .with("embedding_scale", 3.0)
        .with("residual_scale", 0.6)
        .with("attention.scale", 0.2)
        .with("logit_scale", 2.5);
  }

  private static RandomModel starcoder2() {
    RandomModel model =
        new RandomModel("starcoder2", "starcoder2", SIZES)
            .with("rope.freq_base", 500.0)
            .layerNorms();
    return Block.addTo(
        model,
        block ->
            block
                .layerNorm("attn_norm")
                .attention()
                .attentionBiases()
                .requiredBias("attn_output", SIZES.width())
                .layerNorm("ffn_norm")
                .feedForward(SIZES.feedForward())
                .requiredBias("ffn_up", SIZES.feedForward())
                .requiredBias("ffn_down", SIZES.width()));
  }

  /** Positions are learned, and as many heads have keys as have queries. */
  private static RandomModel gpt2() {
    Sizes sizes = new Sizes(2, 32, 4, 4, 8, 44);
    RandomModel model =
        new RandomModel("gpt2", "gpt2", sizes)
            .layerNorms()
            .uniform("position_embd.weight", -1, 1, sizes.width(), SmallVocabulary.CONTEXT);
    return Block.addTo(
        model,
        block ->
            block
                .layerNorm("attn_norm")
                .fusedAttention()
                .requiredBias("attn_qkv", 3 * sizes.width())
                .requiredBias("attn_output", sizes.width())
                .layerNorm("ffn_norm")
                .feedForward(sizes.feedForward())
                .requiredBias("ffn_up", sizes.feedForward())
                .requiredBias("ffn_down", sizes.width()));
  }

  /** Norms stand behind attention and feed-forward, and over all heads of queries and of keys. */
  private static RandomModel olmo2() {
    return olmo(rotary("olmo2", "olmo2"));
  }

  /** Windows in the layers that the file lists, which are not scaled as the others are. */
  private static RandomModel olmo3() {
    Sizes sizes = Sizes.LARGE_HEADS.withLayers(4);
    return olmo(
        new RandomModel("olmo3", "olmo2", sizes)
            .rmsNorms()
            .with("attention.sliding_window", 8)
            .with("attention.sliding_window_pattern", array(MetadataArray.ofInts(1, 1, 0, 1)))
            .with("rope.freq_base", 100.0)
            .with("rope.scaling.type", string("yarn"))
            .with("rope.scaling.factor", 8.0)
            .with("rope.scaling.original_context_length", 400));
  }

  private static RandomModel olmo(RandomModel model) {
    Sizes sizes = model.sizes();
    return Block.addTo(
        model.untied(),
        block ->
            block
                .attention()
                .norm("attn_q_norm", sizes.attentionWidth())
                .norm("attn_k_norm", sizes.kvWidth())
                .postNorm("post_attention_norm")
                .gatedFeedForward()
                .postNorm("post_ffw_norm"));
  }

  private static RandomModel rotary(String name, String architecture) {
    return new RandomModel(name, architecture, SIZES).with("rope.freq_base", 500.0).rmsNorms();
  }
}
