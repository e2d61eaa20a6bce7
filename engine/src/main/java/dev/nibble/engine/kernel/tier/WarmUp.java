package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the kernels that a model needs on a few of its weights while the rest of it is loaded, so
 * that the compiler knows them when the first prompt comes. Until a vector kernel is compiled it
 * runs a hundred times slower and keeps the compiler from its work.
 *
 * <p>The rounds are as many as the compiler wants to see under the launcher's flags; without these
 * it is not done by then, and goes on with the prompt.
 */
public final class WarmUp implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.nibble.engine");

  private static final int ROUNDS = 40;
  private static final int ROWS = 64;

  /**
   * A product with one token has few rows and is repeated instead: the compiler counts calls, and
   * what it compiles in the middle of a long one is good for no other.
   */
  private static final int FEW_ROWS = 8;

  private static final int REPETITIONS = 24;

  /** Whole blocks of every format. */
  private static final int COLUMNS = 256;

  /** Tokens of a prompt, which fill the lanes of a vector. */
  private static final int PROMPT = 16;

  private static final AttentionShape SHAPE =
      new AttentionShape(4, 1, 64, 0.125f, 0, AttentionShape.ALL_POSITIONS);

  private static final KvShape KV_SHAPE =
      new KvShape(1, SHAPE.kvHeads(), SHAPE.headSize(), KvType.F32);

  private static final int POSITIONS = ROUNDS * (PROMPT + 1) + KvPool.BLOCK;

  private final Thread thread;
  private final Tier tier;
  private final List<Tensor> samples;
  private volatile boolean stopped;

  private WarmUp(Tier tier, List<Tensor> samples) {
    this.tier = tier;
    this.samples = samples;
    thread = Thread.ofPlatform().name("nibble-warm-up").daemon().unstarted(this::run);
  }

  /**
   * Begins, where the tier gains from it.
   *
   * @param tier the tier of the model
   * @param tensors the tensors of the model, whose file stays open until this is closed
   * @return to be closed when the model is loaded
   */
  public static WarmUp start(Tier tier, Collection<Tensor> tensors) {
    WarmUp warmUp = new WarmUp(tier, tier == Tier.SCALAR ? List.of() : samples(tensors));
    if (warmUp.isForAny()) {
      warmUp.thread.start();
    }
    return warmUp;
  }

  /** Whether there is a matrix to run the kernels on. */
  boolean isForAny() {
    return !samples.isEmpty();
  }

  /** A few rows of each type that matrices have. */
  private static List<Tensor> samples(Collection<Tensor> tensors) {
    Map<TensorType, Tensor> samples = new EnumMap<>(TensorType.class);
    for (Tensor tensor : tensors) {
      long bytes = ROWS * tensor.type().rowBytes(COLUMNS);
      boolean isMatrix = tensor.shape().size() == 2 && BlockFormat.of(tensor.type()).isPresent();
      if (isMatrix && tensor.data().byteSize() >= bytes) {
        samples.putIfAbsent(
            tensor.type(),
            new Tensor(
                tensor.name(),
                tensor.type(),
                List.of((long) COLUMNS, (long) ROWS),
                tensor.data().asSlice(0, bytes),
                tensor.infoOffset()));
      }
    }
    return List.copyOf(samples.values());
  }

  private void run() {
    try (Kernels kernels = TierSelector.start(tier, 1);
        KvPool pool = new KvPool(KV_SHAPE, POSITIONS * KV_SHAPE.positionBytes());
        BlockTable cache = pool.newTable(POSITIONS)) {
      List<Matrix> matrices = matrices(kernels, ROWS);
      List<Matrix> small = matrices(kernels, FEW_ROWS);
      for (int round = 0; round < ROUNDS && !stopped; round++) {
        attend(kernels, cache, PROMPT);
        passTokens(kernels, PROMPT);
        multiply(kernels, matrices, PROMPT);
        attend(kernels, cache, 1);
        passTokens(kernels, 1);
        for (int i = 0; i < REPETITIONS && !stopped; i++) {
          multiply(kernels, small, 1);
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the kernels could not be warmed up; the model loads without", e);
    }
  }

  /** The first rows of each sample. */
  private List<Matrix> matrices(Kernels kernels, int rows) {
    List<Matrix> matrices = new ArrayList<>();
    for (Tensor sample : samples) {
      matrices.add(kernels.matrix(sample.slice(0, rows)));
    }
    return matrices;
  }

  private static void multiply(Kernels kernels, List<Matrix> matrices, int tokens) {
    float[] x = ones(tokens * COLUMNS);
    for (Matrix matrix : matrices) {
      kernels.matmul(matrix, x, tokens, new float[tokens * matrix.rows()]);
    }
  }

  private static void attend(Kernels kernels, BlockTable cache, int tokens) {
    float[] rows = ones(tokens * SHAPE.kvWidth());
    float[] queries = ones(tokens * SHAPE.width());
    int position = cache.length();
    cache.reserve(tokens);
    cache.store(0, position, tokens, rows, rows, 0);
    Batch batch = new Batch();
    batch.add(cache, new int[tokens], 0, tokens);
    kernels.attention(SHAPE, queries, batch, 0, new float[queries.length]);
    batch.commit();
  }

  private static void passTokens(Kernels kernels, int tokens) {
    float[] x = ones(tokens * COLUMNS);
    float[] y = ones(tokens * COLUMNS);
    int pairs = SHAPE.headSize() / 2;
    for (Pairing pairing : Pairing.values()) {
      Rotation rotation = new Rotation(pairing, ones(tokens * pairs), ones(tokens * pairs), pairs);
      kernels.rope(x, tokens, COLUMNS / SHAPE.headSize(), SHAPE.headSize(), rotation);
    }
    kernels.rmsNorm(x, tokens, ones(COLUMNS), 1e-5f, y);
    kernels.gate(Activation.SILU, y, x, tokens * COLUMNS);
    kernels.add(x, y, tokens * COLUMNS);
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Ends, after the operation that is being done. */
  @Override
  public void close() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
