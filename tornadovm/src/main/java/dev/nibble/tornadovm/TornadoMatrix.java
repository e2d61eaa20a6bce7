package dev.nibble.tornadovm;

import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.Outcome;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.Optional;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A matrix on the device. Its results are long: few tokens go through at once. */
final class TornadoMatrix implements DeviceMatrix {
  private static final int TOKENS = Sums.TILE;

  /** The number of tokens, and arrays that kernels want and do not use here. */
  private static final int UNUSED = 4;

  private final TornadoDevice device;
  private final Budget budget;
  private final Runnable onClose;
  private final long bytes;
  private final int rows;
  private final int columns;
  private final Product product;
  private final LayerArrays weights;

  /** No more than the number of tokens: nothing turns here. */
  private final WorkArrays work = WorkArrays.placeholders();

  private final FloatArray input;
  private final FloatArray output;
  private Optional<Plan> plan = Optional.empty();
  private boolean closed;

  /** Copies a matrix, whose memory is taken already. */
  TornadoMatrix(Tensor tensor, TornadoDevice device, Budget budget, Runnable onClose) {
    this.device = device;
    this.budget = budget;
    this.onClose = onClose;
    bytes = bytes(tensor);
    rows = Math.toIntExact(tensor.rows());
    columns = Math.toIntExact(tensor.columns());
    product =
        new Product(
            tensor.type(),
            rows,
            columns,
            0,
            Product.NONE,
            Product.NONE,
            Product.Pairs.beside(rows),
            new Product.Target(Endings.STORE, rows));
    weights = weights(tensor);
    input = new FloatArray(TOKENS * columns);
    output = new FloatArray(TOKENS * rows);
  }

  private static LayerArrays weights(Tensor tensor) {
    boolean single = tensor.type() == TensorType.F32;
    return new LayerArrays(
        single ? new ByteArray(1) : ByteArray.fromSegment(tensor.data()),
        single ? FloatArray.fromSegment(tensor.data()) : new FloatArray(1),
        new FloatArray(1));
  }

  /** What a matrix takes on a device, in bytes. */
  static long bytes(Tensor tensor) {
    long other = tensor.type() == TensorType.F32 ? Arrays32.header() + 1 : Arrays32.bytes(1);
    return Arrays32.header()
        + tensor.bytes()
        + other
        + Arrays32.bytes(Product.NUMBERS)
        + Launches.CONTEXT_BYTES
        + UNUSED * Arrays32.bytes(1)
        + Arrays32.bytes(TOKENS * tensor.columns())
        + Arrays32.bytes(TOKENS * tensor.rows());
  }

  /** Why there is no product with a matrix, if that is so. */
  static Optional<String> unsupported(Tensor tensor) {
    if (Arrays32.header() + tensor.bytes() > Integer.MAX_VALUE) {
      return Optional.of(
          "tensor %s takes %,d bytes, expected less than 2 GiB"
              .formatted(tensor.name(), tensor.bytes()));
    }
    return switch (tensor.type()) {
      case F32, F16, Q8_0, Q4_0, Q4_K, Q6_K -> Optional.empty();
      default ->
          Optional.of(
              "there is no kernel for tensor %s of type %s"
                  .formatted(tensor.name(), tensor.type()));
    };
  }

  @Override
  public long bytes() {
    return closed ? 0 : bytes;
  }

  @Override
  public Outcome<Void> multiply(float[] x, int tokens, float[] y) {
    Outcome<Void> outcome =
        Calls.guarded(
            bytes,
            budget,
            () -> {
              if (plan.isEmpty()) {
                plan = Optional.of(plan());
              }
              for (int first = 0; first < tokens; first += TOKENS) {
                int count = Math.min(TOKENS, tokens - first);
                work.pass().set(Chunk.COUNT, count);
                Arrays32.write(x, first * columns, input, 0, count * columns);
                plan.get().execute(0, count);
                Arrays32.read(output, 0, y, first * rows, count * rows);
              }
              return Outcome.done();
            });
    if (outcome instanceof Outcome.Refused) {
      drop();
    }
    return outcome;
  }

  private Plan plan() {
    GridScheduler scheduler = new GridScheduler();
    Launches launches = new Launches("matrix", scheduler);
    launches.send(input, work.pass());
    launches.keep(output, work.angles(), work.rows());
    weights.all().forEach(launches::keep);
    product.addTo(launches, "product", weights, work, input, output);
    launches.receive(output);
    return new Plan(device, scheduler, launches);
  }

  private void drop() {
    plan.ifPresent(Plan::close);
    plan = Optional.empty();
  }

  @Override
  public void close() {
    if (!closed) {
      drop();
      budget.giveBack(bytes);
      closed = true;
      onClose.run();
    }
  }
}
