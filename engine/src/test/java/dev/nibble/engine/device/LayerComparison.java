package dev.nibble.engine.device;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvRows;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.scalar.ScalarKernels;
import dev.nibble.engine.model.Transformer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Runs random tokens through the last layers of a model, with the scalar kernels and on a device,
 * and compares all that comes out.
 */
final class LayerComparison implements AutoCloseable {
  private static final int BLOCKS = 14;

  private final LayerVariant variant;
  private final KvType type;
  private final double tolerance;
  private final Device device;
  private final Kernels kernels = new ScalarKernels(1);
  private final KvPool pool;
  private final List<BlockTable> sequences = new ArrayList<>();
  private final List<DeviceLayer> layers = new ArrayList<>();
  private final Random random = new Random(3);
  private final int first;
  private final CpuLayers cpu;
  private final DevicePass pass;

  LayerComparison(LayerVariant variant, KvType type, int count, Device device, double tolerance) {
    this.variant = variant;
    this.type = type;
    this.device = device;
    this.tolerance = tolerance;
    first = variant.config().layers().size() - count;
    KvShape shape = Transformer.kvShape(variant.config(), type);
    // All blocks in one slab, so that sequences that grow by turns lie between each other.
    pool = new KvPool(shape, BLOCKS * shape.blockBytes());
    CpuLayers[] captured = new CpuLayers[1];
    Transformer transformer =
        new Transformer(
            variant.config(),
            variant.tensors(),
            kernels,
            layersOfCpu -> {
              captured[0] = layersOfCpu;
              return Offload.none(1, "");
            });
    cpu = captured[0];
    assertTrue(transformer.offload().plan().isEmpty());
    pass = new DevicePass(spec(0), cpu.rotations());
  }

  LayerSpec spec(int layer) {
    return new LayerSpec(layer, variant.config(), variant.tensors().layers().get(layer), type, 64);
  }

  /** Brings the layers; why they cannot be brought, where that is so. */
  Outcome<Void> place() {
    for (int layer = first; layer < variant.config().layers().size(); layer++) {
      Outcome<DeviceLayer> outcome = device.layer(spec(layer));
      if (outcome instanceof Outcome.Refused<DeviceLayer>(Refusal refusal)) {
        return Outcome.refused(refusal);
      }
      layers.add(((Outcome.Done<DeviceLayer>) outcome).value());
      assertDone(layers.getLast().resize(DevicePass.FIRST_SLOT + BLOCKS));
    }
    return Outcome.done();
  }

  static void assertDone(Outcome<Void> outcome) {
    assertInstanceOf(Outcome.Done.class, outcome, () -> "refused: " + outcome);
  }

  int newSequence() {
    sequences.add(pool.newTable(variant.config().contextLength()));
    return sequences.size() - 1;
  }

  private Batch batch(int[] counts) {
    Batch batch = new Batch();
    // By turns, so that no sequence's blocks are neighbours.
    for (int room = 1; room <= Arrays.stream(counts).max().orElseThrow(); room++) {
      for (int s = 0; s < counts.length; s++) {
        assertTrue(room > counts[s] || sequences.get(s).reserve(room));
      }
    }
    for (int s = 0; s < counts.length; s++) {
      if (counts[s] > 0) {
        batch.add(sequences.get(s), new int[counts[s]], 0, counts[s]);
      }
    }
    return batch;
  }

  private float[] stream(int tokens) {
    float[] stream = new float[tokens * variant.config().width()];
    for (int i = 0; i < stream.length; i++) {
      stream[i] = (float) random.nextGaussian();
    }
    return stream;
  }

  /** What the CPU makes of a residual stream; it keeps the keys and values. */
  private float[] compute(float[] residual, Batch batch) {
    float[] expected = residual.clone();
    cpu.turnTo(batch);
    for (int layer = first; layer < variant.config().layers().size(); layer++) {
      cpu.forward(layer, expected, batch);
    }
    return expected;
  }

  /** The CPU runs tokens that the device does not see. */
  void cpuAlone(int... counts) {
    Batch batch = batch(counts);
    compute(stream(batch.tokens()), batch);
    batch.commit();
  }

  /**
   * Both run tokens.
   *
   * @param counts how many of each sequence
   * @return what the device makes of the residual stream
   */
  float[] both(int... counts) {
    Batch batch = batch(counts);
    float[] residual = stream(batch.tokens());
    float[] given = residual.clone();
    final float[] expected = compute(residual, batch);
    pass.set(batch, residual, first);
    Arrays.fill(pass.output(), Float.NaN);
    for (DeviceLayer layer : layers) {
      Arrays.fill(pass.keys(layer.index()), Float.NaN);
      Arrays.fill(pass.values(layer.index()), Float.NaN);
    }
    assertDone(device.run(layers, pass));
    String what = Arrays.toString(counts) + " tokens";
    int floats = residual.length;
    assertTrue(
        Arrays.equals(given, 0, floats, pass.input(), 0, floats), what + " changed their input");
    assertClose(what, given, expected, Arrays.copyOf(pass.output(), floats));
    for (DeviceLayer layer : layers) {
      assertStored(what, layer.index(), batch);
    }
    batch.commit();
    return Arrays.copyOf(pass.output(), floats);
  }

  /** Relative to the largest number that was added to the stream. */
  private void assertClose(String what, float[] before, float[] expected, float[] actual) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - before[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    double relative = difference / largest;
    assertTrue(relative <= tolerance, variant + ": " + what + " are off by " + relative);
  }

  private void assertStored(String what, int layer, Batch batch) {
    int width = variant.config().kvWidth();
    for (int s = 0; s < batch.sequences(); s++) {
      int from = batch.first(s) * width;
      int to = from + batch.count(s) * width;
      KvCache cache = batch.cache(s);
      float[] zero = new float[to - from];
      float[][] stored = read(cache, layer, batch.position(s), batch.count(s));
      assertClose(
          "the keys of " + what,
          zero,
          stored[0],
          asStored(Arrays.copyOfRange(pass.keys(layer), from, to)));
      assertClose(
          "the values of " + what,
          zero,
          stored[1],
          asStored(Arrays.copyOfRange(pass.values(layer), from, to)));
    }
  }

  private float[] asStored(float[] rows) {
    KvRows writer = new KvRows(type, variant.config().kvWidth());
    int count = rows.length / variant.config().kvWidth();
    float[] stored = new float[rows.length];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(count * writer.rowBytes());
      writer.write(rows, 0, count, memory, 0);
      writer.read(memory, 0, count, stored);
    }
    return stored;
  }

  private float[][] read(KvCache cache, int layer, int position, int count) {
    int width = variant.config().kvWidth();
    KvRows reader = new KvRows(type, width);
    float[][] stored = new float[2][count * width];
    float[] row = new float[width];
    for (int i = 0; i < count; i++) {
      int p = position + i;
      reader.read(cache.memory(p), cache.keysAt(layer, p), 1, row);
      System.arraycopy(row, 0, stored[0], i * width, width);
      reader.read(cache.memory(p), cache.valuesAt(layer, p), 1, row);
      System.arraycopy(row, 0, stored[1], i * width, width);
    }
    return stored;
  }

  /** Gives the device the keys and values of a sequence, in pieces of up to some positions. */
  void store(int sequence, int piece) {
    BlockTable cache = sequences.get(sequence);
    for (DeviceLayer layer : layers) {
      float[][] rows = read(cache, layer.index(), 0, cache.length());
      int end;
      for (int p = 0; p < cache.length(); p = end) {
        end =
            IntStream.of(p + piece, cache.length(), (p / KvPool.BLOCK + 1) * KvPool.BLOCK)
                .min()
                .orElseThrow();
        int slot = DevicePass.FIRST_SLOT + cache.block(p);
        int from = p * variant.config().kvWidth();
        assertDone(layer.store(slot, p % KvPool.BLOCK, end - p, rows[0], rows[1], from));
      }
    }
  }

  List<DeviceLayer> layers() {
    return layers;
  }

  /** Forgets tokens of a sequence. */
  void rewind(int sequence, int length) {
    sequences.get(sequence).truncate(length);
  }

  /** The next streams are those of the beginning again. */
  void sameTokensAgain() {
    random.setSeed(3);
  }

  @Override
  public void close() {
    layers.forEach(DeviceLayer::close);
    sequences.forEach(BlockTable::close);
    pool.close();
    kernels.close();
  }
}
