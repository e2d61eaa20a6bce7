package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.PooledKernels;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;

/** The operations on vectors of {@link Lanes#BITS} bits. */
public class VectorKernels extends PooledKernels {
  /**
   * Tokens from which on it pays to spread them over the lanes of vectors, most of which are empty
   * then. Over 1024 positions of 9 heads of 64 on 3, a token takes 75 microseconds by itself, a
   * vector of up to 16 takes 720; of 16 heads of 128 on 16, 750 and 4400 (one core of an AMD EPYC
   * Zen 4, JDK 25.0.3, 2026-11-23).
   */
  private static final int PANEL_TOKENS = Lanes.COUNT / 2;

  /** From so many sequences a worker on, none is cut: a worker reads whole rows of keys. */
  private static final int SEQUENCES_PER_WORKER = 2;

  /** One a worker, and the streams alike. */
  private final PanelAttention[] panels;

  private final StreamAttention[] streams;

  private int likeOne = PANEL_TOKENS - 1;

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   */
  public VectorKernels(int threads) {
    super(threads, new VectorLoops());
    panels = new PanelAttention[threads];
    streams = new StreamAttention[threads];
    for (int i = 0; i < threads; i++) {
      panels[i] = new PanelAttention();
      streams[i] = new StreamAttention();
    }
  }

  @Override
  public String id() {
    return "vector-" + Lanes.BITS;
  }

  @Override
  public final int likeOne() {
    return likeOne;
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    VectorMatrix matrix = layout(tensor);
    likeOne = Math.min(likeOne, matrix.panelTokens() - 1);
    return matrix;
  }

  private static VectorMatrix layout(Tensor tensor) {
    return switch (tensor.type()) {
      case F32 -> new F32Matrix(tensor);
      case F16 -> new F16Matrix(tensor);
      case BF16 -> new Bf16Matrix(tensor);
      default -> Lanes.COUNT < FusedMatrix.MIN_LANES ? new OtherMatrix(tensor) : blocks(tensor);
    };
  }

  private static VectorMatrix blocks(Tensor tensor) {
    return switch (tensor.type()) {
      case Q8_0 -> new Q80Matrix(tensor);
      case Q4_0 -> Q40Matrix.of(tensor);
      case Q4_1 -> new Q41Matrix(tensor);
      case Q5_0 -> new Q50Matrix(tensor);
      case Q5_1 -> new Q51Matrix(tensor);
      case IQ4_NL -> new Iq4NlMatrix(tensor);
      case Q4_K -> new Q4KMatrix(tensor);
      case Q5_K -> new Q5KMatrix(tensor);
      case Q6_K -> new Q6KMatrix(tensor);
      default -> new OtherMatrix(tensor);
    };
  }

  @Override
  protected int packingUnits(Matrix[] matrices, Inputs x) {
    if (!evenParts(matrices, x)) {
      return 0;
    }
    x.packed(TokenPanel.floats(x.tokens(), x.columns()));
    return TokenPanel.blocks(x.tokens());
  }

  /** Where a matrix decodes bands of rows, for all tokens at once. */
  @Override
  protected boolean evenParts(Matrix[] matrices, Inputs x) {
    for (Matrix matrix : matrices) {
      if (matrix instanceof VectorMatrix here && x.tokens() >= here.panelTokens()) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected void pack(Inputs x, int unit, Workspace workspace) {
    TokenPanel.pack(x, unit);
  }

  @Override
  protected int attentionUnits(AttentionInputs in, int sequence, int workers) {
    if (isPanel(in, sequence)) {
      return PanelAttention.units(in, sequence);
    }
    boolean enough = in.sequences() >= SEQUENCES_PER_WORKER * workers;
    return enough ? 1 : Math.min(workers, in.shape().heads());
  }

  @Override
  protected void attend(
      AttentionInputs in, int sequence, int unit, int units, int worker, Workspace workspace) {
    if (isPanel(in, sequence)) {
      panels[worker].attend(in, sequence, unit, workspace);
    } else {
      int heads = in.shape().heads();
      int from = heads * unit / units;
      int to = heads * (unit + 1) / units;
      streams[worker].attend(in, sequence, from, to, workspace);
    }
  }

  /**
   * Whether a sequence has so many tokens that they go side by side.
   *
   * @param in the batch
   * @param sequence which of its sequences
   */
  protected static boolean isPanel(AttentionInputs in, int sequence) {
    return in.tokens(sequence) >= PANEL_TOKENS;
  }
}
