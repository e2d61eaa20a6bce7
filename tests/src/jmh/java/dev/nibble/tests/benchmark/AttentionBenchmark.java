package dev.nibble.tests.benchmark;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One layer of attention, softmax included, in the shape of Llama 3.2 1B. Multiply-adds are those
 * of scores and weighted values at the positions that causality lets a token see.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
  private static final int HEAD_SIZE = 64;
  private static final AttentionShape SHAPE =
      new AttentionShape(
          32, 8, HEAD_SIZE, (float) (1 / Math.sqrt(HEAD_SIZE)), 0, AttentionShape.ALL_POSITIONS);

  /** The last batch of a prompt. */
  private static final int BATCH = 512;

  /** Positions that the last token sees, itself included; 512 or more. */
  @Param({"512", "2048"})
  public int positions;

  /** What keys and values are stored as. */
  @Param({"F32", "F16", "Q8_0"})
  public KvType type;

  private Kernels kernels;
  private KvPool pool;
  private Batch prompt;
  private Batch token;
  private float[] q;
  private float[] out;

  /** Fills the cache. */
  @Setup
  public void prepare(RunningKernels running) {
    kernels = running.kernels();
    KvShape shape = new KvShape(1, SHAPE.kvHeads(), HEAD_SIZE, type);
    pool = new KvPool(shape, 2L * positions * shape.positionBytes());
    float[] rows = RandomNumbers.activations(positions * SHAPE.kvWidth());
    prompt = batch(rows, BATCH);
    token = batch(rows, 1);
    q = RandomNumbers.activations(BATCH * SHAPE.width());
    out = new float[q.length];
  }

  private Batch batch(float[] rows, int tokens) {
    KvCache cache = pool.newTable(positions);
    cache.reserve(positions);
    cache.store(0, 0, positions, rows, rows, 0);
    cache.commit(new int[positions], 0, positions - tokens);
    Batch batch = new Batch();
    batch.add(cache, new int[tokens], 0, tokens);
    return batch;
  }

  /** The last batch of 512 tokens. */
  @Benchmark
  public float[] prefill(Macs macs) {
    kernels.attention(SHAPE, q, prompt, 0, out);
    macs.add(macs(BATCH));
    return out;
  }

  /** The last token. */
  @Benchmark
  public float[] decode(Macs macs, Bytes bytes) {
    kernels.attention(SHAPE, q, token, 0, out);
    macs.add(macs(1));
    bytes.add(token.cache(0).bytes());
    return out;
  }

  private double macs(int tokens) {
    double seen = tokens * (positions - (tokens - 1) / 2.0);
    return 2 * seen * SHAPE.width();
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    pool.close();
  }
}
