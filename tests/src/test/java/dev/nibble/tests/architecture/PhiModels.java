package dev.nibble.tests.architecture;

import java.util.List;

/**
 * Phi-3 and Phi-4-mini: queries, keys and values fused, gate and up fused, part of a head rotates.
 */
final class PhiModels {
  private static final Sizes SIZES = Sizes.LARGE_HEADS;
  private static final int ROTATED = 12;

  private PhiModels() {}

  static List<RandomModel> all() {
    return List.of(
        phi3("phi3", SIZES.headSize()),
        phi3("phi3-partial-rope", ROTATED).untied(),
        phi3("phi3-window", SIZES.headSize()).with("attention.sliding_window", 8),
        longRope("phi3-longrope-short", SmallVocabulary.CONTEXT),
        longRope("phi3-longrope-long", SmallVocabulary.CONTEXT / 2));
  }

  private static RandomModel phi3(String name, int rotated) {
    RandomModel model =
        new RandomModel(name, "phi3", SIZES)
            .with("rope.dimension_count", rotated)
            .with("rope.freq_base", 500.0)
            .rmsNorms();
    return Block.addTo(
        model,
        block ->
            block
                .norm("attn_norm")
                .fusedAttention()
                .norm("ffn_norm")
                .feedForward(2 * SIZES.feedForward()));
  }

  /** Run with a context above the original one, the long factors hold; up to it, the short ones. */
  static RandomModel longRope(String name, int originalContext) {
    return phi3(name, ROTATED)
        .with("rope.scaling.original_context_length", originalContext)
        .with("rope.scaling.attn_factor", 1.2)
        .uniform("rope_factors_long.weight", 1, 16, ROTATED / 2)
        .uniform("rope_factors_short.weight", 1, 2, ROTATED / 2)
        .optional("rope_factors_long.weight", "rope_factors_short.weight");
  }
}
