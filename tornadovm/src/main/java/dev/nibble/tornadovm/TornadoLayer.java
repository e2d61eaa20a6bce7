package dev.nibble.tornadovm;

import dev.nibble.engine.device.DeviceLayer;
import dev.nibble.engine.device.DevicePass;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import java.util.Arrays;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * A layer on the device. Its graph is built when tokens go through, and again when its keys and
 * values have outgrown their arrays: these have spare room, where the budget leaves some, since
 * building takes as long as compiling a dozen kernels.
 */
final class TornadoLayer implements DeviceLayer {
  private final LayerSpec spec;
  private final LayerNeed need;
  private final LayerWeights weights;
  private final TornadoDevice device;
  private final Budget budget;
  private final KvCopy copy;
  private final Runnable onRoomWanted;
  private final Runnable onClose;
  private Optional<LayerGraph> graph = Optional.empty();
  private int slots;
  private boolean closed;

  /** Rows that the copy has and the device lacks. */
  private int[] pending = new int[StoredRows.ROWS];

  private int pendingCount;

  /** Copies a layer, the memory for whose weights is taken already. */
  TornadoLayer(
      LayerSpec spec,
      TornadoDevice device,
      Budget budget,
      Runnable onRoomWanted,
      Runnable onClose) {
    this.spec = spec;
    this.device = device;
    this.budget = budget;
    this.onRoomWanted = onRoomWanted;
    this.onClose = onClose;
    need = LayerBytes.of(spec);
    weights = LayerWeights.copy(spec.tensors());
    copy = new KvCopy(spec.config().attention().kvWidth());
  }

  @Override
  public int index() {
    return spec.index();
  }

  /** Channels of the residual stream. */
  int width() {
    return spec.model().width();
  }

  @Override
  public long bytes() {
    return closed ? 0 : need.bytes(slots);
  }

  @Override
  public Outcome<Void> resize(int count) {
    long arrayBytes = (long) count * need.slotBytes() / 2;
    if (arrayBytes > Integer.MAX_VALUE) {
      return Outcome.refused(
          new Refusal.Unsupported(
              "%,d bytes of keys, expected less than 2 GiB".formatted(arrayBytes)));
    }
    long more = (count - slots) * need.slotBytes();
    if (more > 0) {
      Optional<Refusal> refusal = budget.take(more);
      if (refusal.isPresent()) {
        return Outcome.refused(refusal.get());
      }
    } else {
      budget.giveBack(-more);
    }
    return Calls.guarded(
        more,
        budget,
        () -> {
          fit(count);
          return Outcome.done();
        });
  }

  private void fit(int count) {
    long wasSpare = spareBytes();
    slots = count;
    if (count <= copy.slots()) {
      budget.addSpare(spareBytes() - wasSpare);
      return;
    }
    budget.addSpare(-wasSpare);
    if (budget.free() < 0) {
      onRoomWanted.run();
    }
    long room = Math.max(0, budget.free() / 2 / need.slotBytes());
    reshape(count + (int) Math.min(Math.max(count, 8), room));
  }

  /** Frees room that is held without being used. */
  void trim() {
    if (copy.slots() > slots) {
      budget.addSpare(-spareBytes());
      reshape(slots);
    }
  }

  private long spareBytes() {
    return Math.max(0, copy.slots() - slots) * need.slotBytes();
  }

  private void reshape(int capacity) {
    drop();
    copy.resize(capacity);
    budget.addSpare(spareBytes());
  }

  private void drop() {
    graph.ifPresent(LayerGraph::close);
    graph = Optional.empty();
    pendingCount = 0;
  }

  @Override
  public Outcome<Void> store(int slot, int row, int count, float[] keys, float[] values, int from) {
    int place = slot * Chunk.BLOCK + row;
    copy.store(place, count, keys, values, from);
    if (graph.isPresent() && graph.get().started()) {
      if (pending.length < pendingCount + count) {
        pending = Arrays.copyOf(pending, 2 * pending.length);
      }
      for (int i = 0; i < count; i++) {
        pending[pendingCount++] = place + i;
      }
    }
    return Outcome.done();
  }

  /**
   * Runs tokens through the layer.
   *
   * @param x {@code [tokens][width]}, receives what the layer makes of it
   * @param pass the tokens, which receive their keys and values
   */
  Outcome<Void> forward(float[] x, DevicePass pass) {
    Outcome<Void> outcome =
        Calls.guarded(
            bytes(),
            budget,
            () -> {
              if (graph.isEmpty()) {
                graph = Optional.of(new LayerGraph(spec, weights, copy, device));
              }
              graph.get().store(pending, pendingCount);
              pendingCount = 0;
              graph.get().forward(x, pass);
              return Outcome.done();
            });
    if (outcome instanceof Outcome.Refused) {
      // What a graph holds after a failure is not known; the copy has all of it.
      drop();
    }
    return outcome;
  }

  @Override
  public void close() {
    if (!closed) {
      drop();
      budget.addSpare(-spareBytes());
      budget.giveBack(bytes());
      closed = true;
      onClose.run();
    }
  }
}
