package dev.nibble.engine.device;

import dev.nibble.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A device that does something wrong. */
final class FaultyDevice implements Device {
  private final Device right;
  private final Faults faults;
  private final Consumer<Device> onClose;

  FaultyDevice(Device right, Faults faults, Consumer<Device> onClose) {
    this.right = right;
    this.faults = faults;
    this.onClose = onClose;
  }

  @Override
  public DeviceInfo info() {
    return right.info();
  }

  @Override
  public long budgetBytes() {
    return right.budgetBytes();
  }

  @Override
  public long usedBytes() {
    return right.usedBytes();
  }

  @Override
  public int likeOne() {
    return right.likeOne();
  }

  @Override
  public LayerNeed need(LayerSpec layer) {
    return right.need(layer);
  }

  @Override
  public long scratchBytes(List<LayerSpec> layers) {
    return right.scratchBytes(layers);
  }

  @Override
  public long need(Tensor weights) {
    return right.need(weights);
  }

  @Override
  public Outcome<DeviceLayer> layer(LayerSpec spec) {
    return faults.call(
        "layer " + spec.index(),
        () -> {
          Outcome<DeviceLayer> outcome = right.layer(spec);
          return outcome instanceof Outcome.Done<DeviceLayer>(DeviceLayer layer)
              ? new Outcome.Done<>(new FaultyLayer(layer, faults))
              : outcome;
        });
  }

  @Override
  public Outcome<DeviceMatrix> matrix(Tensor weights) {
    return faults.call(
        "matrix",
        () -> {
          Outcome<DeviceMatrix> outcome = right.matrix(weights);
          return outcome instanceof Outcome.Done<DeviceMatrix>(DeviceMatrix matrix)
              ? new Outcome.Done<>(new FaultyMatrix(matrix, faults))
              : outcome;
        });
  }

  @Override
  public Outcome<Void> run(List<DeviceLayer> layers, DevicePass pass) {
    List<DeviceLayer> rights = new ArrayList<>();
    List<float[]> stored = new ArrayList<>();
    for (DeviceLayer layer : layers) {
      rights.add(((FaultyLayer) layer).right());
      stored.add(pass.keys(layer.index()));
      stored.add(pass.values(layer.index()));
    }
    return faults.call(
        "run " + layers.getFirst().index() + "+" + layers.size(),
        () -> right.run(rights, pass),
        () -> new float[][] {pass.output()},
        () -> stored.toArray(float[][]::new));
  }

  @Override
  public void close() {
    right.close();
    onClose.accept(right);
  }

  /** A layer of it. */
  private record FaultyLayer(DeviceLayer right, Faults faults) implements DeviceLayer {
    @Override
    public int index() {
      return right.index();
    }

    @Override
    public long bytes() {
      return right.bytes();
    }

    @Override
    public Outcome<Void> resize(int slots) {
      return faults.call("resize " + slots, () -> right.resize(slots));
    }

    @Override
    public Outcome<Void> store(
        int slot, int row, int count, float[] keys, float[] values, int from) {
      return faults.call("store", () -> right.store(slot, row, count, keys, values, from));
    }

    @Override
    public void close() {
      right.close();
    }
  }

  /** A matrix of it. */
  private record FaultyMatrix(DeviceMatrix right, Faults faults) implements DeviceMatrix {
    @Override
    public long bytes() {
      return right.bytes();
    }

    @Override
    public Outcome<Void> multiply(float[] x, int tokens, float[] y) {
      return faults.call(
          "multiply",
          () -> right.multiply(x, tokens, y),
          () -> new float[][] {y},
          () -> new float[0][]);
    }

    @Override
    public void close() {
      right.close();
    }
  }
}
