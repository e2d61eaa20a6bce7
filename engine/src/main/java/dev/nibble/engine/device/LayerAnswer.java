package dev.nibble.engine.device;

import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
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
  private final float[] expected;

  private LayerAnswer(int layer, DevicePass pass, float[] expected) {
    this.layer = layer;
    this.pass = pass;
    this.expected = expected;
  }

  /** Has the CPU answer. */
  static LayerAnswer of(LayerSpec spec, KvShape shape, CpuLayers cpu) {
    float[] residual = new float[TOKENS * spec.model().width()];
    Random random = new Random(spec.index());
    for (int i = 0; i < residual.length; i++) {
      residual[i] = (float) random.nextGaussian();
    }
    float[] expected = residual.clone();
    try (KvPool pool = new KvPool(shape, shape.blockBytes());
        BlockTable table = pool.newTable(KvPool.BLOCK)) {
      table.reserve(TOKENS);
      Batch batch = new Batch();
      batch.add(table, new int[TOKENS], 0, TOKENS);
      cpu.turnTo(batch);
      cpu.forward(spec.index(), expected, batch);
    }
    DevicePass pass =
        new DevicePass(spec, cpu.rotations().stream().map(LayerAnswer::copy).toList());
    pass.setTest(residual, spec.index());
    return new LayerAnswer(spec.index(), pass, expected);
  }

  private static Optional<Rotation> copy(Optional<Rotation> angles) {
    return angles.map(turning ->
        new Rotation(
            turning.pairing(), turning.cos().clone(), turning.sin().clone(), turning.pairs()));
  }

  /** Asks the device. */
  Outcome<Void> ask(Device device, DeviceLayer placed) {
    Arrays.fill(pass.output(), Float.NaN);
    Outcome<Void> outcome = device.run(List.of(placed), pass);
    return outcome instanceof Outcome.Done
        ? Answers.compare("layer " + layer, pass.input(), expected, pass.output(), expected.length)
        : outcome;
  }
}
