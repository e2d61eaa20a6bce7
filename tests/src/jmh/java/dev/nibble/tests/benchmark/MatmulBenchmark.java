package dev.nibble.tests.benchmark;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.lang.foreign.Arena;
import java.util.List;
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
 * The matrix product in every weight format, for one token (decode) and for a batch (prefill). The
 * default shape is that of the down projection of a model of a billion weights.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatmulBenchmark {
  /** The format of the weights. */
  @Param({
    "F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K",
    "Q6_K", "IQ4_NL", "IQ4_XS", "MXFP4", "TQ1_0", "TQ2_0"
  })
  public TensorType type;

  /** Tokens of a call. */
  @Param({"1", "512"})
  public int tokens;

  /** Output features, a multiple of 64. */
  @Param("2048")
  public int rows;

  /** Input features. */
  @Param("8192")
  public int columns;

  private Arena arena;
  private Kernels kernels;
  private List<Matrix> matrices;
  private long matrixBytes;
  private int next;
  private float[] x;
  private float[] y;

  /** Makes weights and activations. */
  @Setup
  @SuppressWarnings("MustBeClosedChecker") // closed by close()
  public void prepare(RunningKernels running) {
    arena = Arena.ofShared();
    kernels = running.kernels();
    List<Tensor> tensors = RandomWeights.matrices(type, rows, columns, arena);
    matrices = tensors.stream().map(kernels::matrix).toList();
    matrixBytes = tensors.getFirst().bytes();
    x = RandomNumbers.activations(tokens * columns);
    y = new float[tokens * rows];
  }

  /** One product. */
  @Benchmark
  public float[] matmul(Macs macs, Bytes bytes) {
    kernels.matmul(matrices.get(next), x, tokens, y);
    next = (next + 1) % matrices.size();
    macs.add((double) tokens * rows * columns);
    bytes.add(matrixBytes);
    return y;
  }

  /** Frees the weights. */
  @TearDown
  public void close() {
    arena.close();
  }
}
