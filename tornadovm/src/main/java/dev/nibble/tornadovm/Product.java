package dev.nibble.tornadovm;

import dev.nibble.weights.TensorType;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A product of activations and a matrix, or several of one type on top of each other: where its
 * weights are, how its rows are paired, and what becomes of it.
 *
 * @param type how the weights are stored
 * @param rows rows of the matrix
 * @param columns its columns
 * @param weights where it begins in its array, in elements of that
 * @param norm where the weights of a norm of the activations are; below 0 without one
 * @param bias where a bias is; below 0 without one
 * @param pairing which rows a workgroup computes
 * @param target what becomes of the sums
 */
record Product(
    TensorType type,
    int rows,
    int columns,
    int weights,
    int norm,
    int bias,
    Pairs pairing,
    Target target) {
  static final int ROWS = 0;
  static final int COLUMNS = 1;
  static final int WEIGHTS = 2;
  static final int NORM = 3;
  static final int BIAS = 4;
  static final int BLOCK = 5;
  static final int OPPOSITE = 6;
  static final int PAIRS = 7;
  static final int ANGLES = 8;
  static final int KV_WIDTH = 9;
  static final int ENDING = 10;
  static final int FIRST = 11;
  static final int STRIDE = 12;

  /** How many numbers kernels read. */
  static final int NUMBERS = 13;

  /** No norm, no bias. */
  static final int NONE = -1;

  /**
   * Rows that are computed together.
   *
   * @param block rows among which pairs lie
   * @param opposite so many rows of a block lie opposite to the next ones; those behind them, or
   *     all of them, lie side by side
   */
  record Pairs(int block, int opposite) {
    /** All rows side by side. */
    static Pairs beside(int rows) {
      return new Pairs(rows, 0);
    }

    /** The first half opposite to the second one. */
    static Pairs opposite(int rows) {
      return new Pairs(rows, rows / 2);
    }
  }

  /**
   * Where results go.
   *
   * @param ending what is done to them, such as {@link Endings#ADD}
   * @param first the place of the first row
   * @param stride how many numbers a token has there
   * @param rotary how rows turn, if they do
   */
  record Target(int ending, int first, int stride, Turning rotary) {
    Target(int ending, int stride) {
      this(ending, 0, stride, Turning.NONE);
    }
  }

  /**
   * How heads turn.
   *
   * @param pairs pairs of channels of a head that turn
   * @param angles where the layer's angles are
   * @param kvWidth channels of all keys of a token
   */
  record Turning(int pairs, int angles, int kvWidth) {
    static final Turning NONE = new Turning(0, 0, 0);
  }

  /** What kernels read. */
  IntArray numbers() {
    IntArray numbers = new IntArray(NUMBERS);
    numbers.set(ROWS, rows);
    numbers.set(COLUMNS, columns);
    numbers.set(WEIGHTS, weights);
    numbers.set(NORM, norm);
    numbers.set(BIAS, bias);
    numbers.set(BLOCK, pairing.block);
    numbers.set(OPPOSITE, pairing.opposite);
    numbers.set(PAIRS, target.rotary.pairs);
    numbers.set(ANGLES, target.rotary.angles);
    numbers.set(KV_WIDTH, target.rotary.kvWidth);
    numbers.set(ENDING, target.ending);
    numbers.set(FIRST, target.first);
    numbers.set(STRIDE, target.stride);
    return numbers;
  }

  /**
   * Adds the product to a graph.
   *
   * @param launches the graph
   * @param task what it is called there
   * @param layer has the weights, and receives keys and values
   * @param work has what goes through all layers
   * @param x the activations
   * @param y receives the results
   */
  void addTo(
      Launches launches,
      String task,
      LayerArrays layer,
      WorkArrays work,
      FloatArray x,
      FloatArray y) {
    IntArray numbers = numbers();
    launches.keep(numbers);
    launches.bring(launches.context(), numbers, work.pass(), layer.bytes(), layer.floats(), x, y);
    launches.bring(work.angles(), layer.cache(), work.rows());
    launches
        .graph()
        .task(
            task,
            Products::multiply,
            launches.context(),
            kernelType(),
            numbers,
            work.pass(),
            layer.bytes(),
            layer.floats(),
            x,
            y,
            work.angles(),
            layer.cache(),
            work.rows());
    int pairs = rows() / pairing.block * ((pairing.block + 1) / 2);
    launches.groups(task, tokens -> pairs * Sums.tiles(tokens));
  }

  private int kernelType() {
    return switch (type) {
      case F32 -> Products.F32;
      case F16 -> Products.F16;
      case Q8_0 -> Products.Q8_0;
      case Q4_0 -> Products.Q4_0;
      case Q4_K -> Products.Q4_K;
      case Q6_K -> Products.Q6_K;
      default -> throw new IllegalStateException("no kernel for " + type);
    };
  }
}
