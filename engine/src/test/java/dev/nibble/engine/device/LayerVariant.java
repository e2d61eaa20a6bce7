package dev.nibble.engine.device;

import dev.nibble.engine.Model;
import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.AttentionTensors;
import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.FeedForwardConfig;
import dev.nibble.engine.architecture.FeedForwardTensors;
import dev.nibble.engine.architecture.FeedForwardTensors.Mixture;
import dev.nibble.engine.architecture.FeedForwardTensors.Network;
import dev.nibble.engine.architecture.FeedForwardTensors.SharedExpert;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.architecture.Norm;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.QueryTemperature;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The bundled model with one thing after the other changed, as architectures differ.
 *
 * @param name what was changed
 * @param config its numbers
 * @param tensors its weights
 */
record LayerVariant(String name, ModelConfig config, ModelTensors tensors) {
  private static final RandomGenerator RANDOM = new SplittableRandom(5);

  @Override
  public String toString() {
    return name;
  }

  /** All of them. */
  static List<LayerVariant> of(Model model) {
    LayerVariant plain = new LayerVariant("the bundled model", model.config(), model.tensors());
    LayerConfig layer = model.config().layers().getFirst();
    AttentionShape heads = layer.attention();
    RopeConfig rope = layer.rope().orElseThrow();
    int width = model.config().width();
    int all = heads.width();
    int kv = heads.kvWidth();
    return List.of(
        plain,
        plain.numbers(
            "one key head of all channels",
            attention(layer, shape(kv, all / kv, 1, 0, AttentionShape.ALL_POSITIONS)),
            model.config().normalization(),
            1),
        plain.numbers(
            "a window of 13 and capped scores",
            attention(layer, shape(heads.headSize(), heads.heads(), heads.kvHeads(), 2, 13)),
            model.config().normalization(),
            1),
        plain.numbers(
            "a window of 13",
            attention(layer, shape(heads.headSize(), heads.heads(), heads.kvHeads(), 0, 13)),
            model.config().normalization(),
            1),
        plain.weights("biases everywhere", LayerVariant::biased, layer.feedForward()),
        plain.weights(
            "norms over each head",
            tensors -> headsNormed(tensors, heads.headSize(), heads.headSize()),
            layer.feedForward()),
        plain.weights(
            "norms over all heads", tensors -> headsNormed(tensors, all, kv), layer.feedForward()),
        plain.numbers("no turning", rope(layer, Optional.empty()), norm(model), 1),
        plain.numbers(
            "halves turn, and not all channels",
            rope(layer, Optional.of(new RopeConfig(Pairing.HALVES, 4, 500f, rope.scaling()))),
            norm(model),
            1),
        plain.numbers(
            "queries that grow, a scaled residual",
            new LayerConfig(
                heads,
                layer.rope(),
                Optional.of(new QueryTemperature(0.5f, 8)),
                layer.feedForward()),
            norm(model),
            0.4f),
        plain
            .numbers("", layer, new Normalization(Normalization.Kind.LAYER, 1e-5f), 1)
            .weights(
                "layer norms and biases everywhere",
                LayerVariant::biased,
                feedForward(layer.feedForward(), Activation.GELU, true, Optional.empty())),
        plain.weights(
            "norms over each head and behind the blocks",
            tensors -> normed(tensors, heads.headSize(), heads.headSize(), width),
            layer.feedForward()),
        plain.weights(
            "norms over all heads and none in front",
            tensors -> normed(tensors, all, kv, width),
            layer.feedForward()),
        plain.weights(
            "a network without gate",
            tensors -> with(tensors, network(TensorType.F16, 96, width, false)),
            feedForward(
                new FeedForwardConfig(96, Activation.GELU, false, Optional.empty()),
                Activation.GELU,
                false,
                Optional.empty())),
        plain.weights(
            "a mixture of experts",
            tensors -> with(tensors, mixture(width, Optional.empty())),
            feedForward(
                layer.feedForward(),
                Activation.SILU,
                true,
                Optional.of(new ExpertConfig(4, 2, 64, 0, true)))),
        plain.weights(
            "a mixture with a shared expert behind a gate",
            tensors ->
                with(
                    tensors,
                    mixture(
                        width,
                        Optional.of(
                            new SharedExpert(
                                Optional.of(matrix(TensorType.F32, 1, width)),
                                network(TensorType.Q4_0, 32, width, true))))),
            feedForward(
                layer.feedForward(),
                Activation.SILU,
                true,
                Optional.of(new ExpertConfig(4, 2, 64, 32, false)))),
        plain.weights(
            "eight and four bits a weight",
            tensors -> quantized(tensors, TensorType.Q8_0, TensorType.Q4_0, width, all, kv),
            quantizedSizes()),
        plain.weights(
            "a network that ends in Q4_K",
            tensors -> with(tensors, endingIn(TensorType.Q4_K, width)),
            wideSizes()),
        plain.weights(
            "a network that ends in Q6_K",
            tensors -> with(tensors, endingIn(TensorType.Q6_K, width)),
            wideSizes()),
        plain.weights(
            "other blocks of 32 weights",
            tensors -> quantized(tensors, TensorType.Q5_1, TensorType.MXFP4, width, all, kv),
            quantizedSizes()),
        plain.weights(
            "matrices of many types, one with a bias",
            tensors -> mixed(tensors, width, all, kv),
            quantizedSizes()));
  }

  private static Normalization norm(Model model) {
    return model.config().normalization();
  }

  private static AttentionShape shape(
      int headSize, int heads, int kvHeads, float softCap, int window) {
    return new AttentionShape(
        heads, kvHeads, headSize, (float) (1 / Math.sqrt(headSize)), softCap, window);
  }

  private static LayerConfig attention(LayerConfig layer, AttentionShape shape) {
    return new LayerConfig(shape, layer.rope(), layer.queryTemperature(), layer.feedForward());
  }

  private static LayerConfig rope(LayerConfig layer, Optional<RopeConfig> rope) {
    return new LayerConfig(layer.attention(), rope, layer.queryTemperature(), layer.feedForward());
  }

  private static FeedForwardConfig feedForward(
      FeedForwardConfig sizes,
      Activation activation,
      boolean gated,
      Optional<ExpertConfig> experts) {
    return new FeedForwardConfig(sizes.width(), activation, gated, experts);
  }

  private LayerVariant numbers(
      String what, LayerConfig layer, Normalization normalization, float residualScale) {
    ModelConfig changed =
        new ModelConfig(
            config.architecture(),
            config.vocabularySize(),
            config.contextLength(),
            config.width(),
            normalization,
            config.embeddingScale(),
            config.learnedPositions(),
            residualScale,
            config.layers().stream().map(_ -> layer).toList(),
            config.output());
    return new LayerVariant(what, changed, tensors);
  }

  private LayerVariant weights(
      String what, UnaryOperator<LayerTensors> change, FeedForwardConfig feedForward) {
    LayerConfig old = config.layers().getFirst();
    LayerConfig layer =
        new LayerConfig(old.attention(), old.rope(), old.queryTemperature(), feedForward);
    ModelTensors changed =
        new ModelTensors(
            tensors.embedding(),
            tensors.positions(),
            tensors.layers().stream().map(change).toList(),
            tensors.outputNorm(),
            tensors.output(),
            tensors.ropeFactors());
    return new LayerVariant(what, config, changed)
        .numbers(what, layer, config.normalization(), config.residualScale());
  }

  private static Tensor matrix(TensorType type, long rows, long columns) {
    return TestTensors.random(type, (int) rows, (int) columns, RANDOM);
  }

  /** Numbers about a middle. */
  private static Tensor vector(long size, float middle) {
    MemorySegment data = Arena.ofAuto().allocate(size * Float.BYTES);
    for (int i = 0; i < size; i++) {
      data.setAtIndex(ValueLayout.JAVA_FLOAT, i, middle + RANDOM.nextFloat(-0.5f, 0.5f));
    }
    return new Tensor("vector", TensorType.F32, List.of(size), data, 0);
  }

  private static Optional<Norm> norm(int size) {
    return Optional.of(new Norm(vector(size, 1), Optional.empty()));
  }

  private static Linear biased(Linear linear) {
    return new Linear(linear.weight(), Optional.of(vector(linear.weight().rows(), 0)));
  }

  private static Optional<Norm> biased(Optional<Norm> norm) {
    return norm.map(one -> new Norm(one.weight(), Optional.of(vector(one.weight().elements(), 0))));
  }

  private static LayerTensors biased(LayerTensors tensors) {
    AttentionTensors a = tensors.attention();
    Network network = (Network) tensors.feedForward();
    return new LayerTensors(
        new AttentionTensors(
            biased(a.norm()),
            biased(a.query()),
            biased(a.key()),
            biased(a.value()),
            a.queryNorm(),
            a.keyNorm(),
            biased(a.output()),
            a.postNorm()),
        biased(tensors.feedForwardNorm()),
        new Network(
            network.gate().map(LayerVariant::biased), biased(network.up()), biased(network.down())),
        tensors.feedForwardPostNorm());
  }

  private static LayerTensors headsNormed(LayerTensors tensors, int query, int key) {
    AttentionTensors a = tensors.attention();
    return new LayerTensors(
        new AttentionTensors(
            a.norm(),
            a.query(),
            a.key(),
            a.value(),
            norm(query),
            norm(key),
            a.output(),
            a.postNorm()),
        tensors.feedForwardNorm(),
        tensors.feedForward(),
        tensors.feedForwardPostNorm());
  }

  /** Over single heads the norms in front stay, over all of them there are none. */
  private static LayerTensors normed(LayerTensors tensors, int query, int key, int width) {
    AttentionTensors a = tensors.attention();
    boolean heads = query == key;
    return new LayerTensors(
        new AttentionTensors(
            heads ? a.norm() : Optional.empty(),
            a.query(),
            a.key(),
            a.value(),
            norm(query),
            norm(key),
            a.output(),
            norm(width)),
        heads ? tensors.feedForwardNorm() : Optional.empty(),
        tensors.feedForward(),
        norm(width));
  }

  private static LayerTensors with(LayerTensors tensors, FeedForwardTensors feedForward) {
    return new LayerTensors(
        tensors.attention(), tensors.feedForwardNorm(), feedForward, tensors.feedForwardPostNorm());
  }

  private static Linear linear(TensorType type, int rows, int columns) {
    return new Linear(matrix(type, rows, columns), Optional.empty());
  }

  private static Network network(TensorType type, int inner, int width, boolean gated) {
    return new Network(
        gated ? Optional.of(linear(type, inner, width)) : Optional.empty(),
        linear(type, inner, width),
        linear(type, width, inner));
  }

  /** As wide as a block of the type. Some gates lie so far below zero that exp overflows. */
  private static Network endingIn(TensorType type, int width) {
    return new Network(
        Optional.of(linear(TensorType.Q8_0, type.blockSize(), width)),
        linear(TensorType.Q4_0, type.blockSize(), width),
        linear(type, width, type.blockSize()));
  }

  private static Mixture mixture(int width, Optional<SharedExpert> shared) {
    List<Network> experts =
        Stream.generate(() -> network(TensorType.Q8_0, 64, width, true)).limit(4).toList();
    return new Mixture(linear(TensorType.F32, 4, width), experts, 2, shared);
  }

  private static FeedForwardConfig wideSizes() {
    return new FeedForwardConfig(256, Activation.SILU, true, Optional.empty());
  }

  private static FeedForwardConfig quantizedSizes() {
    return new FeedForwardConfig(128, Activation.SILU, true, Optional.empty());
  }

  /** The network is of the second type; so are the keys and what goes back to the stream. */
  private static LayerTensors quantized(
      LayerTensors tensors, TensorType first, TensorType second, int width, int all, int kv) {
    AttentionTensors a = tensors.attention();
    AttentionTensors attention =
        new AttentionTensors(
            a.norm(),
            linear(first, all, width),
            linear(second, kv, width),
            linear(first, kv, width),
            a.queryNorm(),
            a.keyNorm(),
            linear(second, width, all),
            a.postNorm());
    return new LayerTensors(
        attention,
        tensors.feedForwardNorm(),
        network(second, 128, width, true),
        tensors.feedForwardPostNorm());
  }

  private static LayerTensors mixed(LayerTensors tensors, int width, int all, int kv) {
    AttentionTensors a = tensors.attention();
    AttentionTensors attention =
        new AttentionTensors(
            a.norm(),
            linear(TensorType.Q8_0, all, width),
            biased(linear(TensorType.Q8_0, kv, width)),
            linear(TensorType.Q4_0, kv, width),
            a.queryNorm(),
            a.keyNorm(),
            linear(TensorType.F32, width, all),
            a.postNorm());
    return new LayerTensors(
        attention,
        tensors.feedForwardNorm(),
        new Network(
            Optional.of(linear(TensorType.F16, 128, width)),
            linear(TensorType.Q4_0, 128, width),
            linear(TensorType.Q8_0, width, 128)),
        tensors.feedForwardPostNorm());
  }
}
