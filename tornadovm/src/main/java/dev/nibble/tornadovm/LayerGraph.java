package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.device.DevicePass;
import dev.nibble.engine.device.LayerSpec;
import java.util.Optional;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A layer's kernels and arrays, for a number of slots. */
final class LayerGraph implements AutoCloseable {
  /** How many graphs a layer has. */
  static final int GRAPHS = 2;

  private static final int FORWARD = 0;
  private static final int STORE = 1;

  private final LayerSpec spec;
  private final KvCopy copy;
  private final Plan plan;
  private final IntArray sizes;
  private final FloatArray numbers;
  private final IntArray pass;
  private final FloatArray angles;
  private final FloatArray residual;
  private final FloatArray key;
  private final FloatArray value;
  private final StoredRows stored;
  private boolean started;

  /**
   * Builds both graphs; nothing is on the device before tokens go through.
   *
   * @param spec the layer
   * @param weights its weights
   * @param copy its keys and values
   * @param device where it runs
   */
  LayerGraph(LayerSpec spec, LayerWeights weights, KvCopy copy, TornadoDevice device) {
    this.spec = spec;
    this.copy = copy;
    AttentionShape shape = spec.config().attention();
    sizes = LayerNumbers.sizes(spec);
    numbers = LayerNumbers.others(spec);
    pass = new IntArray(Chunk.FRONT + copy.slots());
    angles = new FloatArray(Math.max(1, 2 * Chunk.TOKENS * LayerNumbers.pairs(spec)));
    residual = tokens(spec.model().width());
    key = tokens(shape.kvWidth());
    value = tokens(shape.kvWidth());
    stored = new StoredRows(shape.kvWidth());
    GridScheduler scheduler = new GridScheduler();
    Launches forward = forward(weights, scheduler);
    Launches store = store(forward.graph().getTaskGraphName(), scheduler);
    plan = new Plan(device, scheduler, forward, store);
  }

  private static FloatArray tokens(int channels) {
    return new FloatArray(Chunk.TOKENS * channels);
  }

  private Launches forward(LayerWeights weights, GridScheduler scheduler) {
    AttentionShape shape = spec.config().attention();
    FloatArray normed = tokens(spec.model().width());
    FloatArray query = tokens(shape.width());
    FloatArray attended = tokens(shape.width());
    FloatArray hidden = tokens(spec.config().feedForward().width());
    Launches launches = new Launches("layer" + spec.index(), scheduler);
    launches.send(residual, pass, angles);
    launches.keep(sizes, numbers, copy.keys(), copy.values());
    launches.keep(normed, query, attended, hidden, key, value);

    norm(launches, "norm", weights.attentionNorm(), residual, normed);
    weights.query().addTo(launches, "query", pass, normed, query);
    weights.key().addTo(launches, "key", pass, normed, key);
    weights.value().addTo(launches, "value", pass, normed, value);
    normHeads(launches, "queryNorm", weights.queryNorm(), query, shape.width());
    normHeads(launches, "keyNorm", weights.keyNorm(), key, shape.kvWidth());
    attend(launches, query, attended);
    weights.output().addTo(launches, "output", pass, attended, residual);
    norm(launches, "networkNorm", weights.feedForwardNorm(), residual, normed);
    weights.gate().addTo(launches, "gate", pass, normed, hidden);
    weights.up().addTo(launches, "up", pass, normed, hidden);
    weights.down().addTo(launches, "down", pass, hidden, residual);

    launches.receive(residual, key, value);
    return launches;
  }

  private void norm(Launches launches, String task, FloatArray weight, FloatArray x, FloatArray y) {
    launches.keep(weight);
    launches.bring(launches.context(), numbers, weight, x, y);
    launches.graph().task(task, LayerKernels::norm, launches.context(), numbers, weight, x, y);
    launches.groups(task, tokens -> tokens);
  }

  private void normHeads(
      Launches launches, String task, Optional<FloatArray> norm, FloatArray x, int channels) {
    if (norm.isPresent()) {
      FloatArray weight = norm.get();
      launches.keep(weight);
      launches.bring(launches.context(), numbers, weight, x);
      launches
          .graph()
          .task(task, LayerKernels::normInPlace, launches.context(), numbers, weight, x);
      int rows = channels / weight.getSize();
      launches.groups(task, tokens -> tokens * rows);
    }
  }

  private void attend(Launches launches, FloatArray query, FloatArray attended) {
    AttentionShape shape = spec.config().attention();
    TaskGraph graph = launches.graph();
    FloatArray keys = copy.keys();
    FloatArray values = copy.values();
    KernelContext context = launches.context();
    launches.bring(context, sizes, pass, angles, query, key, value, keys, values);
    graph.task(
        "turn", LayerKernels::turn, context, sizes, pass, angles, query, key, value, keys, values);
    int pairs = (shape.heads() + shape.kvHeads()) * (shape.headSize() / 2);
    launches.groups("turn", tokens -> Math.ceilDiv(tokens * pairs, Sums.ITEMS));
    launches.bring(context, sizes, numbers, pass, query, keys, values, attended);
    graph.task(
        "attention",
        LayerKernels::attention,
        context,
        sizes,
        numbers,
        pass,
        query,
        keys,
        values,
        attended);
    launches.groups("attention", tokens -> tokens * shape.heads());
  }

  /** Stores in the arrays that the other graph has on the device. */
  private Launches store(String owner, GridScheduler scheduler) {
    Launches launches = new Launches("store" + spec.index(), scheduler);
    TaskGraph graph = launches.graph();
    graph.consumeFromDevice(owner, sizes, copy.keys(), copy.values());
    launches.send(stored.places(), stored.rows());
    launches.bring(launches.context(), sizes, stored.places(), stored.rows());
    graph.task(
        "store",
        LayerKernels::store,
        launches.context(),
        sizes,
        stored.places(),
        stored.rows(),
        copy.keys(),
        copy.values());
    launches.groups("store", _ -> stored.groups());
    return launches;
  }

  /** Whether the keys and values are on the device: from then on what is stored must go there. */
  boolean started() {
    return started;
  }

  /**
   * Brings rows of the copy to the device.
   *
   * @param rows their places, in rows
   * @param count how many
   */
  void store(int[] rows, int count) {
    for (int first = 0; first < count; first += StoredRows.ROWS) {
      stored.set(copy, rows, first, Math.min(StoredRows.ROWS, count - first));
      plan.execute(STORE, 1);
    }
  }

  /**
   * Runs tokens through the layer.
   *
   * @param x {@code [tokens][width]}, receives what the layer makes of it
   * @param tokens the tokens, which receive their keys and values
   */
  void forward(float[] x, DevicePass tokens) {
    Optional<Rotation> rotation = tokens.rotation(spec.index());
    int first = 0;
    while (first < tokens.tokens()) {
      Chunk chunk = Chunk.take(tokens, first, pass);
      rotation.ifPresent(turned -> setAngles(turned, chunk));
      int width = spec.model().width();
      Arrays32.write(x, first * width, residual, 0, chunk.count() * width);
      plan.execute(FORWARD, chunk.count());
      started = true;
      Arrays32.read(residual, x, first * width, chunk.count() * width);
      bringKeysAndValues(chunk, tokens);
      first = chunk.end();
    }
  }

  private void setAngles(Rotation rotation, Chunk chunk) {
    int pairs = rotation.pairs();
    int from = chunk.first() * pairs;
    Arrays32.write(rotation.cos(), from, angles, 0, chunk.count() * pairs);
    Arrays32.write(
        rotation.sin(), from, angles, (long) Chunk.TOKENS * pairs, chunk.count() * pairs);
  }

  private void bringKeysAndValues(Chunk chunk, DevicePass tokens) {
    int kvWidth = spec.config().attention().kvWidth();
    float[] keys = tokens.keys(spec.index());
    float[] values = tokens.values(spec.index());
    Arrays32.read(key, keys, chunk.first() * kvWidth, chunk.count() * kvWidth);
    Arrays32.read(value, values, chunk.first() * kvWidth, chunk.count() * kvWidth);
    for (int t = 0; t < chunk.count(); t++) {
      int position = pass.get(1 + 2 * t);
      int slot = pass.get(Chunk.FRONT + pass.get(2 + 2 * t) + position / Chunk.BLOCK);
      int row = slot * Chunk.BLOCK + position % Chunk.BLOCK;
      copy.store(row, 1, keys, values, (chunk.first() + t) * kvWidth);
    }
  }

  @Override
  public void close() {
    plan.close();
  }
}
