package dev.nibble.engine.device;

import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvRows;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A question to a layer, and what the CPU answers. */
final class LayerAnswer {
  /** One that attends to itself, and one that attends to both. */
  private static final int TOKENS = 2;

  private final int layer;
  private final DevicePass pass;
  private final KvType kvType;
  private final float[] expected;
  private final float[] keys;
  private final float[] values;

  private LayerAnswer(
      int layer, DevicePass pass, KvType kvType, float[] expected, float[] keys, float[] values) {
    this.layer = layer;
    this.pass = pass;
    this.kvType = kvType;
    this.expected = expected;
    this.keys = keys;
    this.values = values;
  }

  /** Has the CPU answer. */
  static LayerAnswer of(LayerSpec spec, KvShape shape, CpuLayers cpu) {
    float[] residual = new float[TOKENS * spec.model().width()];
    Random random = new Random(spec.index());
    for (int i = 0; i < residual.length; i++) {
      residual[i] = (float) random.nextGaussian();
    }
    float[] expected = residual.clone();
    float[] keys = new float[TOKENS * shape.kvWidth()];
    float[] values = new float[keys.length];
    try (KvPool pool = new KvPool(shape, shape.blockBytes());
        BlockTable table = pool.newTable(KvPool.BLOCK)) {
      table.reserve(TOKENS);
      Batch batch = new Batch();
      batch.add(table, new int[TOKENS], 0, TOKENS);
      cpu.turnTo(batch);
      cpu.forward(spec.index(), expected, batch);
      KvRows rows = new KvRows(shape.type(), shape.kvWidth());
      rows.read(table.memory(0), table.keysAt(spec.index(), 0), TOKENS, keys);
      rows.read(table.memory(0), table.valuesAt(spec.index(), 0), TOKENS, values);
    }
    DevicePass pass =
        new DevicePass(spec, cpu.rotations().stream().map(LayerAnswer::copy).toList());
    pass.setTest(residual, spec.index());
    return new LayerAnswer(spec.index(), pass, shape.type(), expected, keys, values);
  }

  private static Optional<Rotation> copy(Optional<Rotation> angles) {
    return angles.map(turning ->
        new Rotation(
            turning.pairing(), turning.cos().clone(), turning.sin().clone(), turning.pairs()));
  }

  /** Asks the device. */
  Outcome<Void> ask(Device device, DeviceLayer placed) {
    String what = "layer " + layer;
    float[] actualKeys = pass.keys(layer);
    float[] actualValues = pass.values(layer);
    Arrays.fill(pass.output(), Float.NaN);
    Arrays.fill(actualKeys, Float.NaN);
    Arrays.fill(actualValues, Float.NaN);
    Outcome<Void> outcome = device.run(List.of(placed), pass);
    if (outcome instanceof Outcome.Done) {
      outcome = Answers.compare(what, pass.input(), expected, pass.output(), expected.length);
    }
    if (outcome instanceof Outcome.Done) {
      outcome = Answers.compare(what + "'s keys", kvType, keys, actualKeys, keys.length);
    }
    if (outcome instanceof Outcome.Done) {
      outcome = Answers.compare(what + "'s values", kvType, values, actualValues, values.length);
    }
    return outcome;
  }
}
