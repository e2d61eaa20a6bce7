package dev.nibble.engine.device.host;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvRows;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.device.DeviceLayer;
import dev.nibble.engine.device.DevicePass;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.model.LayerScratch;
import dev.nibble.engine.model.SingleLayer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A layer in the device's memory. */
final class HostLayer implements DeviceLayer {
  private final int index;
  private final int width;
  private final long weightBytes;
  private final KvShape shape;
  private final KvRows rows;
  private final Budget budget;
  private final Consumer<HostLayer> onClose;
  private final DeviceMemory memory;
  private final SingleLayer layer;
  private final List<SlotMemory> slots = new ArrayList<>();

  /**
   * Copies a layer, the memory for whose weights is taken already.
   *
   * @param memory for the copy, which is closed with the layer
   */
  HostLayer(
      LayerSpec spec,
      DeviceMemory memory,
      Kernels kernels,
      LayerScratch scratch,
      Budget budget,
      Consumer<HostLayer> onClose) {
    this.memory = memory;
    this.budget = budget;
    this.onClose = onClose;
    index = spec.index();
    width = spec.model().width();
    weightBytes = spec.tensors().bytes();
    shape = shape(spec);
    rows = new KvRows(shape.type(), shape.kvWidth());
    layer =
        new SingleLayer(
            index,
            spec.tensors().map(tensor -> memory.copy(tensor)),
            spec.model(),
            scratch,
            kernels);
  }

  /** What a position takes in one layer. */
  static KvShape shape(LayerSpec spec) {
    AttentionShape attention = spec.config().attention();
    return new KvShape(1, attention.kvHeads(), attention.headSize(), spec.kvType());
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public long bytes() {
    return weightBytes + slots.size() * shape.blockBytes();
  }

  @Override
  public Outcome<Void> resize(int count) {
    int more = count - slots.size();
    if (more > 0) {
      Optional<Refusal> refusal = budget.take(more * shape.blockBytes());
      if (refusal.isPresent()) {
        return Outcome.refused(refusal.get());
      }
    }
    while (slots.size() < count) {
      slots.add(new SlotMemory(shape.blockBytes()));
    }
    while (slots.size() > count) {
      slots.removeLast().close();
      budget.giveBack(shape.blockBytes());
    }
    return Outcome.done();
  }

  @Override
  public Outcome<Void> store(int slot, int row, int count, float[] keys, float[] values, int from) {
    rows.write(keys, from, count, slot(slot), keysAt(row));
    rows.write(values, from, count, slot(slot), valuesAt(row));
    return Outcome.done();
  }

  /** Where the keys of a row start in its slot, in bytes. */
  long keysAt(int row) {
    return row * rows.rowBytes();
  }

  /** Where the values of a row start in its slot, in bytes. */
  long valuesAt(int row) {
    return (KvPool.BLOCK + row) * rows.rowBytes();
  }

  /** Channels of the residual stream. */
  int width() {
    return width;
  }

  /** What a position takes. */
  KvShape shape() {
    return shape;
  }

  /** The memory of a slot. */
  MemorySegment slot(int slot) {
    return slots.get(slot).segment();
  }

  /** Runs tokens through the layer, and hands their keys and values out. */
  void forward(float[] residual, Batch batch, DevicePass pass) {
    layer.forward(residual, batch, pass.rotation(index));
    int floats = batch.tokens() * shape.kvWidth();
    System.arraycopy(layer.keys(), 0, pass.keys(index), 0, floats);
    System.arraycopy(layer.values(), 0, pass.values(index), 0, floats);
  }

  @Override
  public void close() {
    if (memory.isOpen()) {
      slots.forEach(SlotMemory::close);
      memory.close();
      budget.giveBack(bytes());
      slots.clear();
      onClose.accept(this);
    }
  }
}
