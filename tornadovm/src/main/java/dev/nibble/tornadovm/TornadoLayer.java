package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.device.DeviceLayer;
import dev.nibble.engine.device.DevicePass;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A layer on the device. Its keys and values have spare room there, where the budget leaves some,
 * since arrays cannot grow: when they are outgrown all of them are brought anew.
 */
final class TornadoLayer implements DeviceLayer {
  private final LayerSpec spec;
  private final LayerNeed need;
  private final LayerLayout layout;
  private final LayerArrays weights;
  private final KvCopy copy;
  private final TornadoGpu gpu;
  private Optional<Upload> upload = Optional.empty();
  private Optional<IntConsumer> forward = Optional.empty();
  private int slots;
  private boolean closed;

  /** Rows that the copy has and the device lacks. */
  private int[] pending = new int[StoredRows.ROWS];

  private int pendingCount;

  /** Copies a layer, the memory for whose weights is taken already. */
  TornadoLayer(LayerSpec spec, TornadoGpu gpu) {
    this.spec = spec;
    this.gpu = gpu;
    LayerPacking packing = new LayerPacking(spec);
    need = need(spec, packing);
    layout = packing.layout();
    weights = packing.copy();
    copy = new KvCopy(spec.config().attention().kvWidth());
  }

  /** What a layer takes on a device. Nothing is allocated. */
  static LayerNeed need(LayerSpec spec) {
    return need(spec, new LayerPacking(spec));
  }

  private static LayerNeed need(LayerSpec spec, LayerPacking packing) {
    return new LayerNeed(
        packing.deviceBytes() + LayerProgram.bytes(packing.layout()) + KvCopy.bytes(),
        KvCopy.slotBytes(spec.config().attention().kvWidth()));
  }

  @Override
  public int index() {
    return spec.index();
  }

  /** The model that it belongs to. */
  ModelConfig model() {
    return spec.model();
  }

  /** How its queries and keys turn, if they do. */
  Optional<RopeConfig> rope() {
    return spec.config().rope();
  }

  /** Slots that there is memory for. */
  int capacity() {
    return copy.slots();
  }

  @Override
  public long bytes() {
    return closed ? 0 : need.bytes(slots);
  }

  @Override
  public Outcome<Void> resize(int count) {
    long arrayBytes = count * need.slotBytes();
    if (arrayBytes > Integer.MAX_VALUE) {
      return Outcome.refused(
          new Refusal.Unsupported(
              "%,d bytes of keys and values in a layer, expected less than 2 GiB"
                  .formatted(arrayBytes)));
    }
    Budget budget = gpu.budget();
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
    Budget budget = gpu.budget();
    long wasSpare = spareBytes();
    slots = count;
    if (count <= copy.slots()) {
      budget.addSpare(spareBytes() - wasSpare);
      return;
    }
    budget.addSpare(-wasSpare);
    if (budget.free() < 0) {
      gpu.trim();
    }
    long room = Math.max(0, budget.free() / 2 / need.slotBytes());
    reshape(count + (int) Math.min(Math.max(count, 8), room));
  }

  /** Frees room that is held without being used. */
  void trim() {
    if (copy.slots() > slots) {
      gpu.budget().addSpare(-spareBytes());
      reshape(slots);
    }
  }

  private long spareBytes() {
    return Math.max(0, copy.slots() - slots) * need.slotBytes();
  }

  private void reshape(int capacity) {
    gpu.forgetLayers();
    drop();
    copy.resize(capacity);
    gpu.budget().addSpare(spareBytes());
  }

  /** Frees what is on the device; the copies have all of it. Kernels must not know it any more. */
  void drop() {
    upload.ifPresent(Upload::close);
    upload = Optional.empty();
    forward = Optional.empty();
  }

  @Override
  public Outcome<Void> store(int slot, int row, int count, float[] keys, float[] values, int from) {
    copy.store(slot, row, count, keys, values, from);
    if (upload.isPresent()) {
      if (pending.length < pendingCount + 2 * count) {
        pending = Arrays.copyOf(pending, 2 * (pendingCount + 2 * count));
      }
      for (int i = 0; i < count; i++) {
        pending[pendingCount++] = KvCopy.row(slot, 0, row + i);
        pending[pendingCount++] = KvCopy.row(slot, 1, row + i);
      }
    }
    return Outcome.done();
  }

  /** Sees to it that everything is on the device. */
  void prepare(Workspace workspace) {
    if (upload.isEmpty()) {
      upload = Optional.of(new Upload(gpu.device(), weights.with(copy.array())));
      pendingCount = 0;
    }
    if (pendingCount > 0) {
      workspace.entry().store(upload.get(), copy, pending, pendingCount);
      pendingCount = 0;
    }
    if (forward.isEmpty()) {
      forward = Optional.of(workspace.program(layout).bind(upload.get()));
    }
  }

  /** Runs tokens through, from working memory to working memory. */
  void forward(int tokens) {
    forward.orElseThrow().accept(tokens);
  }

  /**
   * Hands out keys and values that have come back from the device.
   *
   * @param work has them
   * @param from where the layer's begin
   * @param chunk whose they are
   * @param pass receives them
   */
  void accept(WorkArrays work, int from, Chunk chunk, DevicePass pass) {
    int kvWidth = spec.config().attention().kvWidth();
    float[] keys = pass.keys(index());
    float[] values = pass.values(index());
    for (int t = 0; t < chunk.count(); t++) {
      int to = (chunk.first() + t) * kvWidth;
      int at = from + 2 * t * kvWidth;
      Arrays32.read(work.rows(), at, keys, to, kvWidth);
      Arrays32.read(work.rows(), at + kvWidth, values, to, kvWidth);
      int position = Chunk.position(work.pass(), t);
      int slot = Chunk.slot(work.pass(), t, position);
      copy.store(slot, position % Chunk.BLOCK, 1, keys, values, to);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      gpu.forgetLayers();
      drop();
      gpu.budget().addSpare(-spareBytes());
      gpu.budget().giveBack(bytes());
      closed = true;
      gpu.closed(this);
    }
  }
}
