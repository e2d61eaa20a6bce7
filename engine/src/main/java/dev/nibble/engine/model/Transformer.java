package dev.nibble.engine.model;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.CpuLayers;
import dev.nibble.engine.device.Offload;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.WeightRows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The forward pass of a decoder-only transformer: embeddings, blocks of attention and feed-forward
 * around a residual stream, logits. What sets an architecture apart is in the configuration and in
 * which tensors there are.
 *
 * <p>Not safe for use by several threads at once: an instance owns the activations of its batch.
 */
public final class Transformer {
  /**
   * Tokens that are computed together at most; longer prompts are cut into batches of this size.
   */
  public static final int MAX_BATCH = 512;

  private final ModelConfig config;
  private final Kernels kernels;
  private final Rotations rotations;
  private final WeightRows embedding;
  private final Optional<WeightRows> positions;
  private final List<Block> blocks;
  private final NormLayer outputNorm;
  private final Projection output;
  private final WeightRows outputRows;
  private final LayerProbe probe;
  private final Offload offload;
  private Activations activations;

  /**
   * Prepares the weights.
   *
   * @param config the numbers of the model
   * @param tensors its tensors, whose file must stay open as long as this is used
   * @param kernels the operations
   */
  public Transformer(ModelConfig config, ModelTensors tensors, Kernels kernels) {
    this(config, tensors, kernels, LayerProbe.NONE, Offloading.NONE);
  }

  /**
   * Prepares the weights, and lets a device take layers over.
   *
   * @param config the numbers of the model
   * @param tensors its tensors, whose file must stay open as long as this is used
   * @param kernels the operations
   * @param offloading decides which layers a device takes over
   */
  public Transformer(
      ModelConfig config, ModelTensors tensors, Kernels kernels, Offloading offloading) {
    this(config, tensors, kernels, LayerProbe.NONE, offloading);
  }

  Transformer(
      ModelConfig config,
      ModelTensors tensors,
      Kernels kernels,
      LayerProbe probe,
      Offloading offloading) {
    this.config = config;
    this.kernels = kernels;
    this.probe = probe;
    rotations = new Rotations(config.layers(), tensors.ropeFactors());
    embedding = new WeightRows(tensors.embedding());
    positions = tensors.positions().map(WeightRows::new);
    FeedForwardScratch scratch = new FeedForwardScratch();
    blocks =
        IntStream.range(0, config.layers().size())
            .mapToObj(i -> new Block(i, tensors.layers().get(i), config, scratch, kernels))
            .toList();
    outputNorm = new NormLayer(tensors.outputNorm(), config.normalization(), kernels);
    output = Projection.of(tensors.output(), kernels);
    outputRows = new WeightRows(tensors.output().weight());
    activations = new Activations(config, 1);
    offload = offloading.start(new Cpu());
  }

  /** Says which layers a device takes over. */
  @FunctionalInterface
  public interface Offloading {
    /** None does. */
    Offloading NONE = cpu -> Offload.none(cpu.rotations().size(), "");

    /**
     * Places layers on a device.
     *
     * @param cpu what the CPU computes
     * @return where the layers are
     */
    Offload start(CpuLayers cpu);
  }

  /** What a device is held against. */
  private final class Cpu implements CpuLayers {
    @Override
    public void turnTo(Batch batch) {
      rotations.moveTo(batch);
    }

    @Override
    public List<Optional<Rotation>> rotations() {
      return rotations.all();
    }

    @Override
    public void forward(int layer, float[] residual, Batch batch) {
      Activations a = activations(batch.tokens());
      int floats = batch.tokens() * config.width();
      float[] kept = Arrays.copyOf(a.residual, floats);
      System.arraycopy(residual, 0, a.residual, 0, floats);
      blocks.get(layer).forward(a, batch, rotations.of(layer));
      System.arraycopy(a.residual, 0, residual, 0, floats);
      System.arraycopy(kept, 0, a.residual, 0, floats);
    }

    @Override
    public void output(float[] x, int tokens, float[] y) {
      kernels.matmul(output.weight(), x, tokens, y);
    }

    @Override
    public void outputRow(int id, float[] row) {
      outputRows.read(id, row, 0);
    }
  }

  /** Where the layers are. */
  public Offload offload() {
    return offload;
  }

  /** The numbers of the model. */
  public ModelConfig config() {
    return config;
  }

  /**
   * What a position of a model takes in a cache.
   *
   * @param config the numbers of the model
   * @param type what keys and values are stored as
   * @return the shape
   * @throws IllegalArgumentException if a position's keys do not fill blocks of the type
   */
  public static KvShape kvShape(ModelConfig config, KvType type) {
    AttentionShape attention = config.layers().getFirst().attention();
    return new KvShape(config.layers().size(), attention.kvHeads(), attention.headSize(), type);
  }

  /**
   * Whether sequences that may grow to one length or the other have equal keys where their tokens
   * are equal.
   *
   * @param capacity positions of the one
   * @param other positions of the other
   */
  public boolean turnsAlike(int capacity, int other) {
    return rotations.areAlike(capacity, other);
  }

  /**
   * Runs tokens behind those that their caches hold, and adds them to these.
   *
   * @param batch 1 to {@link #MAX_BATCH} tokens, all in the vocabulary; their caches have reserved
   *     room for them
   */
  public void forward(Batch batch) {
    offload.prepare(batch);
    Activations a = activations(batch.tokens());
    embed(batch);
    rotations.moveTo(batch);
    int layer = 0;
    while (layer < blocks.size()) {
      if (layer == offload.first() && offload.run(a.residual, batch)) {
        layer = blocks.size();
      } else {
        blocks.get(layer).forward(a, batch, rotations.of(layer));
        layer++;
      }
      probe.after(layer - 1, a.residual, batch.tokens());
    }
    batch.commit();
    offload.end(batch.tokens(), batch.sequences());
  }

  private Activations activations(int tokens) {
    if (activations.tokens < tokens) {
      activations = new Activations(config, tokens);
    }
    return activations;
  }

  private void embed(Batch batch) {
    Activations a = activations;
    int width = config.width();
    int count = batch.tokens();
    for (int t = 0; t < count; t++) {
      embedding.read(batch.ids()[t], a.residual, t * width);
    }
    if (config.embeddingScale() != 1) {
      kernels.scale(a.residual, count * width, config.embeddingScale());
    }
    if (positions.isPresent()) {
      for (int sequence = 0; sequence < batch.sequences(); sequence++) {
        for (int t = 0; t < batch.count(sequence); t++) {
          int at = (batch.first(sequence) + t) * width;
          positions.get().read(batch.position(sequence) + t, a.delta, at);
        }
      }
      kernels.add(a.residual, a.delta, count * width);
    }
  }

  /**
   * Copies what the last block left behind neighbouring tokens of the last batch, so that their
   * logits can be computed later.
   *
   * @param first the index of the first token in the batch
   * @param count how many tokens
   * @param states receives {@code [count][width]}
   * @param row where in it the first token's go
   */
  public void copyStates(int first, int count, float[] states, int row) {
    int width = config.width();
    System.arraycopy(activations.residual, first * width, states, row * width, count * width);
  }

  /**
   * The logits of copied states, whatever was run since.
   *
   * @param states {@code [tokens][width]}, from {@link #copyStates}
   * @param first the index of the first token in them
   * @param count how many tokens
   * @param logits receives {@code [count][vocabulary]}
   */
  public void logits(float[] states, int first, int count, float[] logits) {
    final long begin = System.nanoTime();
    Activations a = activations;
    int width = config.width();
    System.arraycopy(states, first * width, a.delta, 0, count * width);
    outputNorm.apply(a.delta, count, a.normed);
    if (offload.multiply(a.normed, count, logits)) {
      output.addBias(logits, count);
    } else {
      output.apply(a.normed, count, logits);
    }
    int elements = count * config.vocabularySize();
    if (config.output().scale() != 1) {
      kernels.scale(logits, elements, config.output().scale());
    }
    if (config.output().softCap() > 0) {
      kernels.softCap(logits, elements, config.output().softCap());
    }
    offload.endLogits(System.nanoTime() - begin);
  }
}
