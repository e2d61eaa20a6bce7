package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.AttentionTensors;
import dev.nibble.engine.architecture.FeedForwardTensors.Network;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.Norm;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Packs a layer's tensors into two arrays. Matrices of one type that are used together are stacked.
 */
final class LayerPacking {
  /** Where the number of the layer is. */
  static final int INDEX = 0;

  /** Where a kernel may write that makes TornadoVM bring the arrays. */
  static final int TOUCHED = 1;

  /** Where the smallest mean square of a norm is. */
  static final int EPSILON = 2;

  /** Where the scale of scores is. */
  static final int SCALE = 3;

  private static final int HEADER = 4;

  private record Placed(Tensor tensor, long at) {}

  private final LayerSpec spec;
  private final List<Placed> inBytes = new ArrayList<>();
  private final List<Placed> inFloats = new ArrayList<>();
  private long bytes;
  private long floats = HEADER;
  private final LayerLayout layout;

  /** Plans it; nothing is copied. The layer is one of which {@link LayerSupport} misses nothing. */
  LayerPacking(LayerSpec spec) {
    this.spec = spec;
    layout = plan();
  }

  private LayerLayout plan() {
    AttentionShape shape = spec.config().attention();
    AttentionTensors attention = spec.tensors().attention();
    Network network = (Network) spec.tensors().feedForward();
    boolean headsNormed = attention.queryNorm().isPresent() || attention.keyNorm().isPresent();
    List<Product> projections = projections(attention, headsNormed);
    Optional<HeadNorms> heads = headsNormed ? Optional.of(headNorms(attention)) : Optional.empty();
    Product.Target residual = new Product.Target(Endings.ADD, spec.model().width());
    Product output = plain(attention.output(), Product.NONE, residual);
    List<Product> inner = inner(network);
    return new LayerLayout(
        shape, projections, heads, output, inner, plain(network.down(), Product.NONE, residual));
  }

  private List<Product> projections(AttentionTensors attention, boolean headsNormed) {
    AttentionShape shape = spec.config().attention();
    int norm = floats(attention.norm().orElseThrow().weight());
    int ending = headsNormed ? Endings.STORE : Endings.TURN;
    List<Product> products = new ArrayList<>();
    int first = 0;
    for (List<Linear> stack : stacks(attention.query(), attention.key(), attention.value())) {
      Product.Target target =
          new Product.Target(ending, first, WorkArrays.channels(shape), turning());
      Product product = stacked(stack, norm, heads(), target);
      products.add(product);
      first += product.rows();
    }
    return products;
  }

  /** Neighbours of one type. */
  private static List<List<Linear>> stacks(Linear... linears) {
    List<List<Linear>> stacks = new ArrayList<>();
    for (Linear linear : linears) {
      if (stacks.isEmpty() || type(stacks.getLast().getFirst()) != type(linear)) {
        stacks.add(new ArrayList<>());
      }
      stacks.getLast().add(linear);
    }
    return stacks;
  }

  private static TensorType type(Linear linear) {
    return linear.weight().type();
  }

  private Product.Pairs heads() {
    Optional<RopeConfig> rope = spec.config().rope();
    boolean halves = rope.isPresent() && rope.get().pairing() == Pairing.HALVES;
    return new Product.Pairs(
        spec.config().attention().headSize(), halves ? Angles.pairs(rope.get()) : 0);
  }

  private Product.Turning turning() {
    int kvWidth = spec.config().attention().kvWidth();
    Angles angles = Angles.of(spec.model());
    return spec.config()
        .rope()
        .map(rope -> new Product.Turning(Angles.pairs(rope), angles.start(rope), kvWidth))
        .orElse(new Product.Turning(0, 0, kvWidth));
  }

  private HeadNorms headNorms(AttentionTensors attention) {
    AttentionShape shape = spec.config().attention();
    int channels = WorkArrays.channels(shape);
    Product turn =
        new Product(
            TensorType.F32,
            channels,
            0,
            0,
            Product.NONE,
            Product.NONE,
            heads(),
            new Product.Target(Endings.TURN, 0, channels, turning()));
    return new HeadNorms(
        shape,
        normed(attention.queryNorm()),
        attention.queryNorm().map(norm -> floats(norm.weight())).orElse(Product.NONE),
        normed(attention.keyNorm()),
        attention.keyNorm().map(norm -> floats(norm.weight())).orElse(Product.NONE),
        turn);
  }

  private static int normed(Optional<Norm> norm) {
    return norm.map(one -> Math.toIntExact(one.weight().elements())).orElse(0);
  }

  private List<Product> inner(Network network) {
    int norm = floats(spec.tensors().feedForwardNorm().orElseThrow().weight());
    int width = spec.config().feedForward().width();
    Linear gate = network.gate().orElseThrow();
    if (type(gate) == type(network.up())) {
      Product.Target gated = new Product.Target(Endings.GATE, width);
      return List.of(
          stacked(List.of(gate, network.up()), norm, Product.Pairs.opposite(2 * width), gated));
    }
    return List.of(
        plain(gate, norm, new Product.Target(Endings.STORE, width)),
        plain(network.up(), norm, new Product.Target(Endings.FACTOR, width)));
  }

  private Product plain(Linear linear, int norm, Product.Target target) {
    int rows = Math.toIntExact(linear.weight().rows());
    return stacked(List.of(linear), norm, Product.Pairs.beside(rows), target);
  }

  private Product stacked(
      List<Linear> stack, int norm, Product.Pairs pairs, Product.Target target) {
    boolean single = type(stack.getFirst()) == TensorType.F32;
    int weights = Math.toIntExact(single ? floats : bytes);
    int rows = 0;
    for (Linear linear : stack) {
      rows += Math.toIntExact(linear.weight().rows());
      if (single) {
        floats(linear.weight());
      } else {
        inBytes.add(new Placed(linear.weight(), bytes));
        bytes += linear.weight().bytes();
      }
    }
    int columns = Math.toIntExact(stack.getFirst().weight().columns());
    return new Product(
        type(stack.getFirst()), rows, columns, weights, norm, biases(stack), pairs, target);
  }

  /** Matrices without a bias have zeros where another one in the stack has one. */
  private int biases(List<Linear> stack) {
    if (stack.stream().allMatch(linear -> linear.bias().isEmpty())) {
      return Product.NONE;
    }
    int at = Math.toIntExact(floats);
    for (Linear linear : stack) {
      if (linear.bias().isPresent()) {
        floats(linear.bias().get());
      } else {
        floats += linear.weight().rows();
      }
    }
    return at;
  }

  private int floats(Tensor tensor) {
    int at = Math.toIntExact(floats);
    inFloats.add(new Placed(tensor, floats));
    floats += tensor.elements();
    return at;
  }

  LayerLayout layout() {
    return layout;
  }

  /** What the arrays take on a device, in bytes. */
  long deviceBytes() {
    return Arrays32.bytes(floats) + Arrays32.header() + Math.max(1, bytes);
  }

  /** Copies the tensors; there are no keys and values. */
  LayerArrays copy() {
    ByteArray allBytes = new ByteArray(Math.toIntExact(Math.max(1, bytes)));
    for (Placed placed : inBytes) {
      MemorySegment data = placed.tensor().data();
      MemorySegment.copy(data, 0, allBytes.getSegment(), placed.at(), data.byteSize());
    }
    FloatArray allFloats = new FloatArray(Math.toIntExact(floats));
    allFloats.init(0);
    allFloats.set(INDEX, spec.index());
    allFloats.set(EPSILON, spec.model().normalization().epsilon());
    allFloats.set(SCALE, spec.config().attention().scale());
    for (Placed placed : inFloats) {
      float[] numbers = floatsOf(placed.tensor());
      Arrays32.write(numbers, 0, allFloats, placed.at(), numbers.length);
    }
    return new LayerArrays(allBytes, allFloats, new FloatArray(0));
  }

  private static float[] floatsOf(Tensor tensor) {
    return BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
  }
}
