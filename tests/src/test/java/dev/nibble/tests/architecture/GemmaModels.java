package dev.nibble.tests.architecture;

import static dev.nibble.weights.MetadataValue.string;

import java.util.List;

/**
 * Gemma: the embedding is scaled by the root of the width, the gate is a tanh-GELU, norms stand
 * before and behind each part of a block, and most blocks attend to a window.
 *
 * <p>llama.cpp tells the largest models by their number of blocks alone; they scale attention by
 * the width of the model and not by that of a head.
 */
final class GemmaModels {
  private static final int WINDOW = 8;
  private static final Sizes SIZES = Sizes.USUAL.withHeadSize(16);

  private GemmaModels() {}

  static List<RandomModel> all() {
    return List.of(
        gemma(),
        gemma2("gemma2", SIZES.withLayers(4)),
        gemma2("gemma2-27b", SIZES.withLayers(46)),
        gemma3("gemma3", SIZES.withLayers(7)).with("rope.freq_base_swa", 20.0),
        gemma3Linear(),
        gemma3("gemma3-27b", SIZES.withLayers(62)).with("rope.freq_base_swa", 20.0));
  }

  private static RandomModel gemma() {
    return Block.addTo(
        start("gemma", "gemma", SIZES),
        block -> block.norm("attn_norm").attention().norm("ffn_norm").gatedFeedForward());
  }

  /** Both soft caps; the window is in every other block, the first one included. */
  private static RandomModel gemma2(String name, Sizes sizes) {
    RandomModel model =
        start(name, "gemma2", sizes)
            .with("attention.sliding_window", WINDOW)
            .with("attn_logit_softcapping", 4.0)
            .with("final_logit_softcapping", 8.0);
    return Block.addTo(
        model,
        block ->
            block
                .norm("attn_norm")
                .attention()
                .postNorm("post_attention_norm")
                .norm("ffn_norm")
                .gatedFeedForward()
                .postNorm("post_ffw_norm"));
  }

  /** Five blocks with a window and a rotary base of their own, then one without. */
  private static RandomModel gemma3(String name, Sizes sizes) {
    return Block.addTo(
        start(name, "gemma3", sizes).with("attention.sliding_window", WINDOW),
        block ->
            block
                .norm("attn_norm")
                .attention()
                .headNorms()
                .postNorm("post_attention_norm")
                .norm("ffn_norm")
                .gatedFeedForward()
                .postNorm("post_ffw_norm"));
  }

  /** Scales the blocks without a window only; those with one have the base of 10000. */
  private static RandomModel gemma3Linear() {
    return gemma3("gemma3-linear", SIZES.withLayers(7))
        .with("rope.scaling.type", string("linear"))
        .with("rope.scaling.factor", 8.0);
  }

  private static RandomModel start(String name, String architecture, Sizes sizes) {
    return new RandomModel(name, architecture, sizes).with("rope.freq_base", 500.0).rmsNorms();
  }
}
