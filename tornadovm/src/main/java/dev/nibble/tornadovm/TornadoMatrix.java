package dev.nibble.tornadovm;

import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.Outcome;
import dev.nibble.weights.Tensor;
import java.util.Optional;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A matrix on the device. Its results are long: few tokens go through at once. */
final class TornadoMatrix implements DeviceMatrix {
  private static final int TOKENS = Sums.TILE;

  private final TornadoDevice device;
  private final Budget budget;
  private final Runnable onClose;
  private final long bytes;
  private final int rows;
  private final int columns;
  private final Product product;
  private final IntArray pass = new IntArray(1);
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
    product = new Product(Product.plain(tensor), Sums.STORE);
    input = new FloatArray(TOKENS * columns);
    output = new FloatArray(TOKENS * rows);
  }

  /** What a matrix takes on a device, in bytes. */
  static long bytes(Tensor tensor) {
    return Product.bytes(Product.plain(tensor))
        + Launches.CONTEXT_BYTES
        + Arrays32.bytes(1)
        + Arrays32.bytes(TOKENS * tensor.columns())
        + Arrays32.bytes(TOKENS * tensor.rows());
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
                pass.set(0, count);
                Arrays32.write(x, first * columns, input, 0, count * columns);
                plan.get().execute(0, count);
                Arrays32.read(output, y, first * rows, count * rows);
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
    launches.send(input, pass);
    launches.keep(output);
    product.addTo(launches, "product", pass, input, output);
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
