package dev.nibble.tests.architecture;

import static dev.nibble.weights.MetadataValue.string;

import java.util.List;

/** Llama, and what runs under its name: rotary pairs are neighbours, norms are root mean square. */
final class LlamaModels {
  private static final int EXPERTS = 6;

  private LlamaModels() {}

  static List<RandomModel> all() {
    return List.of(
        llama(),
        llamaBiases(),
        llamaUntied(),
        llamaLinear(),
        llamaYarn(),
        mistral(),
        mixtral("mixtral"),
        mixtralSplit(),
        mistral3(),
        mistral3Yarn(),
        smollm3());
  }

  /** Tied, with the divisors of the rotary frequencies that Llama 3.1 brought. */
  private static RandomModel llama() {
    return plain("llama", "llama", Sizes.USUAL)
        .uniform("rope_freqs.weight", 1, 8, Sizes.USUAL.headSize() / 2)
        .optional("rope_freqs.weight");
  }

  private static RandomModel llamaBiases() {
    Sizes sizes = Sizes.USUAL;
    return Block.addTo(
        plain("llama-biases", "llama", sizes),
        block ->
            block
                .attentionBiases()
                .optionalBias("attn_output", sizes.width())
                .optionalBias("ffn_gate", sizes.feedForward())
                .optionalBias("ffn_up", sizes.feedForward())
                .optionalBias("ffn_down", sizes.width()));
  }

  private static RandomModel llamaUntied() {
    return plain("llama-untied", "llama", Sizes.USUAL).untied();
  }

  private static RandomModel llamaLinear() {
    return plain("llama-linear", "llama", Sizes.USUAL)
        .with("rope.scaling.type", string("linear"))
        .with("rope.scaling.factor", 4.0);
  }

  private static RandomModel llamaYarn() {
    return yarn(plain("llama-yarn", "llama", Sizes.LARGE_HEADS));
  }

  /** llama.cpp reads no window here, and attends to all. */
  private static RandomModel mistral() {
    return plain("mistral", "llama", Sizes.USUAL).with("attention.sliding_window", 8);
  }

  /** One block whose window is honoured, under a name that llama.cpp does not know. */
  static RandomModel windowed(int window) {
    return plain("windowed", "mistral", Sizes.USUAL.withLayers(1))
        .with("attention.sliding_window", window);
  }

  private static RandomModel mixtral(String name) {
    return Block.addTo(
        rotary(name, "llama", Sizes.USUAL)
            .with("expert_count", EXPERTS)
            .with("expert_used_count", 2),
        block ->
            block
                .norm("attn_norm")
                .attention()
                .norm("ffn_norm")
                .experts(EXPERTS, Sizes.USUAL.feedForward()));
  }

  private static RandomModel mixtralSplit() {
    return Block.addTo(mixtral("mixtral-split"), Block::splitExperts);
  }

  private static RandomModel mistral3() {
    return plain("mistral3", "mistral3", Sizes.USUAL.withHeadSize(16)).untied();
  }

  /** Queries grow with their position. */
  private static RandomModel mistral3Yarn() {
    return yarn(plain("mistral3-yarn", "mistral3", Sizes.LARGE_HEADS))
        .with("rope.scaling.original_context_length", 16)
        .with("rope.scaling.yarn_beta_fast", 0.5)
        .with("rope.scaling.yarn_beta_slow", 0.1)
        .with("rope.scaling.yarn_log_multiplier", 1.0)
        .with("attention.temperature_scale", 0.4);
  }

  /** Every fourth block does not rotate. */
  private static RandomModel smollm3() {
    return plain("smollm3", "smollm3", Sizes.USUAL.withLayers(5));
  }

  private static RandomModel plain(String name, String architecture, Sizes sizes) {
    return Block.addTo(
        rotary(name, architecture, sizes),
        block -> block.norm("attn_norm").attention().norm("ffn_norm").gatedFeedForward());
  }

  private static RandomModel rotary(String name, String architecture, Sizes sizes) {
    return new RandomModel(name, architecture, sizes)
        .with("rope.dimension_count", sizes.headSize())
        .with("rope.freq_base", 500.0)
        .rmsNorms();
  }

  /** With a base and a length between which some frequencies are scaled, and some are not. */
  private static RandomModel yarn(RandomModel model) {
    return model
        .with("rope.freq_base", 100.0)
        .with("rope.scaling.type", string("yarn"))
        .with("rope.scaling.factor", 8.0)
        .with("rope.scaling.original_context_length", 400);
  }
}
