package dev.nibble.engine.device;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.weights.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What of a model is on a device: its last layers, and then perhaps its output projection. Moves
 * them and has them computed and checked; decides nothing.
 */
final class PlacedModel implements AutoCloseable {
  /** Logits of a step that are computed by the CPU too. */
  private static final int CHECKED_LOGITS = 8;

  private final Device device;
  private final DeviceThread thread;
  private final List<LayerSpec> specs;
  private final Tensor output;
  private final KvShape shape;
  private final CpuLayers cpu;
  private final SelfCheck check;
  private final ArrayDeque<PlacedLayer> layers = new ArrayDeque<>();
  private Optional<DeviceMatrix> matrix = Optional.empty();
  private final DevicePass pass;

  /** The check of layers that comes next, so that each has its turn. */
  private int layerTurn;

  /** The logit that is checked next. */
  private int logitTurn;

  private float[] expected = {};
  private final float[] row;

  PlacedModel(
      Device device,
      DeviceThread thread,
      List<LayerSpec> specs,
      Tensor output,
      KvShape shape,
      CpuLayers cpu,
      SelfCheck check) {
    this.device = device;
    this.thread = thread;
    this.specs = specs;
    this.output = output;
    this.shape = shape;
    this.cpu = cpu;
    this.check = check;
    pass = new DevicePass(specs.getFirst(), cpu.rotations());
    row = new float[specs.getFirst().model().width()];
  }

  Device device() {
    return device;
  }

  /** The first layer on the device; all behind it are there. */
  int first() {
    return specs.size() - layers.size();
  }

  boolean hasOutput() {
    return matrix.isPresent();
  }

  /** Brings the layer in front of the first one, and tests it. */
  Outcome<Void> placeLayer() {
    LayerSpec spec = specs.get(first() - 1);
    Outcome<DeviceLayer> outcome = thread.call(() -> device.layer(spec));
    if (outcome instanceof Outcome.Refused<DeviceLayer>(Refusal refusal)) {
      return Outcome.refused(refusal);
    }
    DeviceLayer layer = ((Outcome.Done<DeviceLayer>) outcome).value();
    LayerAnswer answer = LayerAnswer.of(spec, shape, cpu);
    Outcome<Void> tested = thread.call(() -> test(layer, answer));
    if (tested instanceof Outcome.Done) {
      layers.addFirst(new PlacedLayer(layer, answer, shape));
    } else {
      thread.close(layer);
    }
    return tested;
  }

  private Outcome<Void> test(DeviceLayer layer, LayerAnswer answer) {
    Outcome<Void> outcome = layer.resize(DevicePass.FIRST_SLOT);
    return outcome instanceof Outcome.Done ? answer.ask(device, layer) : outcome;
  }

  void removeLayer() {
    thread.close(layers.removeFirst().layer());
  }

  /** Brings the output projection, and tests it. */
  Outcome<Void> placeOutput() {
    Outcome<DeviceMatrix> outcome = thread.call(() -> device.matrix(output));
    if (outcome instanceof Outcome.Refused<DeviceMatrix>(Refusal refusal)) {
      return Outcome.refused(refusal);
    }
    matrix = Optional.of(((Outcome.Done<DeviceMatrix>) outcome).value());
    int width = Math.toIntExact(output.columns());
    float[] x = new float[width];
    for (int i = 0; i < width; i++) {
      x[i] = (float) Math.sin(i + 1);
    }
    float[] y = new float[Math.toIntExact(output.rows())];
    Outcome<Void> tested = multiply(x, 1, y, SelfCheck.ALL);
    if (!(tested instanceof Outcome.Done)) {
      removeOutput();
    }
    return tested;
  }

  void removeOutput() {
    matrix.ifPresent(thread::close);
    matrix = Optional.empty();
  }

  /** The most slots that a layer has room for; 0 where there is none. */
  int slots() {
    return layers.stream().mapToInt(PlacedLayer::slots).max().orElse(0);
  }

  /** Brings keys and values that the device lacks, and makes room for more. */
  Outcome<Void> prepare(Batch batch, int slots) {
    if (layers.isEmpty()) {
      return Outcome.done();
    }
    return thread.call(() -> {
      Outcome<Void> outcome = Outcome.done();
      for (PlacedLayer layer : layers) {
        outcome = layer.prepare(batch, slots);
        if (!(outcome instanceof Outcome.Done)) {
          break;
        }
      }
      return outcome;
    });
  }

  /**
   * Runs tokens through all layers that are on the device.
   *
   * @param residual {@code [tokens][width]}, which receives the result if that is right
   */
  Outcome<Void> run(Batch batch, float[] residual) {
    int count = batch.tokens() * shape.kvWidth();
    int floats = batch.tokens() * specs.getFirst().model().width();
    pass.set(batch, residual, first());
    if (check == SelfCheck.ALL) {
      computeExpected(batch, residual, floats);
    }
    List<DeviceLayer> run = layers.stream().map(PlacedLayer::layer).toList();
    Outcome<Void> outcome = thread.call(() -> computed(run, floats, count));
    if (outcome instanceof Outcome.Done && check == SelfCheck.ALL) {
      outcome = compareAll(batch, floats);
    }
    if (outcome instanceof Outcome.Done) {
      accept(batch, residual, floats);
    }
    return outcome;
  }

  private Outcome<Void> compareAll(Batch batch, int floats) {
    Outcome<Void> outcome =
        Answers.compare("a pass", pass.input(), expected, pass.output(), floats);
    for (PlacedLayer layer : layers) {
      if (outcome instanceof Outcome.Done) {
        outcome = layer.compare(batch, pass);
      }
    }
    return outcome;
  }

  private void computeExpected(Batch batch, float[] residual, int floats) {
    if (expected.length < floats) {
      expected = new float[floats];
    }
    System.arraycopy(residual, 0, expected, 0, floats);
    for (int layer = first(); layer < specs.size(); layer++) {
      cpu.forward(layer, expected, batch);
    }
  }

  private Outcome<Void> computed(List<DeviceLayer> run, int floats, int kvFloats) {
    Outcome<Void> outcome = device.run(run, pass);
    if (outcome instanceof Outcome.Done) {
      outcome = Answers.finite("a pass", pass.output(), floats);
    }
    for (DeviceLayer layer : run) {
      if (outcome instanceof Outcome.Done) {
        outcome = Answers.finite("a key", pass.keys(layer.index()), kvFloats);
      }
      if (outcome instanceof Outcome.Done) {
        outcome = Answers.finite("a value", pass.values(layer.index()), kvFloats);
      }
    }
    if (outcome instanceof Outcome.Done && check != SelfCheck.LOAD) {
      PlacedLayer asked = new ArrayList<>(layers).get(Math.floorMod(layerTurn++, layers.size()));
      outcome = asked.answer().ask(device, asked.layer());
    }
    return outcome;
  }

  /** The CPU gets everything that the device has computed. */
  private void accept(Batch batch, float[] residual, int floats) {
    System.arraycopy(pass.output(), 0, residual, 0, floats);
    for (PlacedLayer placed : layers) {
      int layer = placed.layer().index();
      for (int s = 0; s < batch.sequences(); s++) {
        KvCache cache = batch.cache(s);
        int from = batch.first(s) * shape.kvWidth();
        cache.store(
            layer, batch.position(s), batch.count(s), pass.keys(layer), pass.values(layer), from);
      }
      placed.computed(batch);
    }
  }

  /** The output projection on the device. */
  Outcome<Void> multiply(float[] x, int tokens, float[] y) {
    return multiply(x, tokens, y, check);
  }

  private Outcome<Void> multiply(float[] x, int tokens, float[] y, SelfCheck often) {
    int rows = Math.toIntExact(output.rows());
    // Who does not answer in time may still write later.
    float[] result = new float[tokens * rows];
    float[] copy = Arrays.copyOf(x, tokens * Math.toIntExact(output.columns()));
    DeviceMatrix product = matrix.orElseThrow();
    Outcome<Void> outcome = thread.call(() -> product.multiply(copy, tokens, result));
    if (outcome instanceof Outcome.Done) {
      outcome = Answers.finite("a logit", result, tokens * rows);
    }
    if (outcome instanceof Outcome.Done) {
      outcome =
          switch (often) {
            case LOAD -> outcome;
            case STEP -> compareSome(x, tokens, result);
            case ALL -> compareAll(x, tokens, result);
          };
    }
    if (outcome instanceof Outcome.Done) {
      System.arraycopy(result, 0, y, 0, tokens * rows);
    }
    return outcome;
  }

  private Outcome<Void> compareAll(float[] x, int tokens, float[] result) {
    int count = tokens * Math.toIntExact(output.rows());
    float[] right = new float[count];
    cpu.output(x, tokens, right);
    return Answers.compare("the logits", right, result, count);
  }

  private Outcome<Void> compareSome(float[] x, int tokens, float[] result) {
    int rows = Math.toIntExact(output.rows());
    int xAt = (tokens - 1) * row.length;
    int yAt = (tokens - 1) * rows;
    float[] right = new float[CHECKED_LOGITS];
    float[] given = new float[CHECKED_LOGITS];
    for (int i = 0; i < CHECKED_LOGITS; i++) {
      int id = Math.floorMod(logitTurn++, rows);
      cpu.outputRow(id, row);
      double sum = 0;
      for (int k = 0; k < row.length; k++) {
        sum += (double) row[k] * x[xAt + k];
      }
      right[i] = (float) sum;
      given[i] = result[yAt + id];
    }
    return Answers.compare("some logits", right, given, CHECKED_LOGITS);
  }

  /** What the device can do at best. */
  Outcome<DeviceCeiling> ceiling() {
    return thread.call(device::ceiling, DeviceCeiling.DEADLINE);
  }

  /** Frees everything that is on the device, and the device. */
  @Override
  public void close() {
    removeOutput();
    while (!layers.isEmpty()) {
      removeLayer();
    }
    thread.close(device);
    thread.close();
  }

  /** Slots that the blocks of some tokens need. */
  static int slots(Batch batch) {
    int last = 0;
    for (int s = 0; s < batch.sequences(); s++) {
      KvCache cache = batch.cache(s);
      int end = batch.position(s) + batch.count(s);
      for (int p = 0; p < end; p += KvPool.BLOCK) {
        last = Math.max(last, cache.block(p));
      }
    }
    return DevicePass.FIRST_SLOT + last + 1;
  }
}
