package dev.nibble.tests.benchmark;

import dev.nibble.engine.Model;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.model.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The forward pass of a model file, random tokens in and logits out. An operation is a token:
 * {@code ops/s} are tokens per second, {@code gc.alloc.rate.norm} is what a token allocates.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ModelBenchmark {
  private static final int PROMPT = 512;
  private static final int DECODED = 128;

  /** A GGUF file; relative to the root of the project. */
  @Param("models/stories260K-pad32-f16.gguf")
  public String file;

  private Model model;
  private Transformer transformer;
  private KvPool pool;
  private KvCache cache;
  private Batch batch;
  private int[] ids;
  private float[] state;
  private float[] logits;

  /** Loads the model. */
  @Setup
  public void load(RunningKernels running) throws IOException {
    model = Model.open(Path.of(file));
    transformer = new Transformer(model.config(), model.tensors(), running.kernels());
    KvShape shape = Transformer.kvShape(model.config(), KvType.F32);
    pool = new KvPool(shape, PROMPT * shape.positionBytes());
    cache = pool.newTable(PROMPT);
    batch = new Batch();
    int vocabulary = model.config().vocabularySize();
    ids = RandomNumbers.generator().ints(PROMPT, 0, vocabulary).toArray();
    state = new float[model.config().width()];
    logits = new float[vocabulary];
  }

  /** A whole prompt of 512 tokens. */
  @Benchmark
  @OperationsPerInvocation(PROMPT)
  public float[] prefill() {
    cache.truncate(0);
    return forward(0, PROMPT);
  }

  /** One token, in texts that grow to 128 tokens. */
  @Benchmark
  public float[] decode() {
    if (cache.length() == DECODED) {
      cache.truncate(0);
    }
    return forward(cache.length(), 1);
  }

  private float[] forward(int from, int count) {
    cache.reserve(count);
    batch.clear();
    batch.add(cache, ids, from, count);
    transformer.forward(batch);
    transformer.copyStates(count - 1, 1, state, 0);
    transformer.logits(state, 0, 1, logits);
    return logits;
  }

  /** Unmaps the model. */
  @TearDown
  public void close() {
    cache.close();
    pool.close();
    model.close();
  }
}
