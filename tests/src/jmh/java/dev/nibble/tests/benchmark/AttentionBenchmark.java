package dev.nibble.tests.benchmark;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.FlatKvCache;
import dev.nibble.engine.cache.KvCache;
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

  private Kernels kernels;
  private KvCache cache;
  private float[] q;
  private float[] out;

  /** Fills the cache. */
  @Setup
  public void prepare(RunningKernels running) {
    kernels = running.kernels();
    cache = new FlatKvCache(1, SHAPE.kvWidth(), positions);
    cache.reserve(positions);
    float[] rows = RandomNumbers.activations(positions * SHAPE.kvWidth());
    cache.store(0, 0, positions, rows, rows);
    cache.commit(positions);
    q = RandomNumbers.activations(BATCH * SHAPE.width());
    out = new float[q.length];
  }

  /** The last batch of 512 tokens. */
  @Benchmark
  public float[] prefill(Macs macs) {
    kernels.attention(SHAPE, q, BATCH, cache, 0, positions - BATCH, out);
    macs.add(macs(BATCH));
    return out;
  }

  /** The last token. */
  @Benchmark
  public float[] decode(Macs macs, Bytes bytes) {
    kernels.attention(SHAPE, q, 1, cache, 0, positions - 1, out);
    macs.add(macs(1));
    bytes.add(cache.bytes());
    return out;
  }

  private double macs(int tokens) {
    double seen = tokens * (positions - (tokens - 1) / 2.0);
    return 2 * seen * SHAPE.width();
  }

  /** Frees the cache. */
  @TearDown
  public void close() {
    cache.close();
  }
}
