package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.engine.kernel.vector.VectorKernels;
import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/**
 * Matrix products and the attention of many tokens in machine code that was assembled for the
 * processor at hand; everything else, and weights of types that have no such code, on the vectors
 * of Java.
 */
public final class AssembledKernels extends VectorKernels {
  private final AssembledCode code;
  private final ActivationMemory activations;
  private final boolean quantizing;
  private final PanelMemory memory;
  private final PanelLoader loader;

  /** One a worker. */
  private final List<PaneAttention> attentions;

  /** Tokens that are packed for the product at hand. */
  private int packed;

  /**
   * Starts the workers.
   *
   * @param code multiplies
   * @param threads how many threads work on an operation, 1 or more
   * @param quantizing whether activations are made eight bits for weights that are codes; otherwise
   *     these are multiplied by vectors
   * @param mapped whether weights are views of a mapped file, whose pages need not stay in memory
   *     once they were copied
   */
  public AssembledKernels(AssembledCode code, int threads, boolean quantizing, boolean mapped) {
    super(threads);
    this.code = code;
    this.quantizing = quantizing;
    activations = new ActivationMemory(code.quantize());
    memory = new PanelMemory(code.system());
    loader = new PanelLoader(memory, mapped, threads);
    attentions =
        code.attention().stream()
            .flatMap(each -> Stream.generate(() -> new PaneAttention(each)).limit(threads))
            .toList();
  }

  @Override
  public String id() {
    return "assembled-%d-%s".formatted(code.vectorBits(), quantizing ? "int8" : "f32");
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    return code.form(tensor.type(), quantizing)
        .map(form -> packed(form, tensor))
        .orElseGet(() -> super.matrix(tensor));
  }

  private Matrix packed(WeightForm form, Tensor tensor) {
    MemorySegment product = code.product(form).orElseThrow();
    MemorySegment panels = loader.load(tensor, code.packer(form), this);
    int rows = Math.toIntExact(tensor.rows());
    int columns = Math.toIntExact(tensor.columns());
    return new AssembledMatrix(
        form, rows, columns, panels, product, code.tokens(form), activations);
  }

  @Override
  public long copiedBytes() {
    return memory.allocatedBytes();
  }

  @Override
  protected int packingUnits(Matrix[] matrices, Inputs x) {
    activations.clear();
    for (Matrix matrix : matrices) {
      if (matrix instanceof AssembledMatrix assembled) {
        activations.require(assembled.activations(), x);
      }
    }
    packed = activations.isRequired() ? x.tokens() : 0;
    return packed + super.packingUnits(matrices, x);
  }

  @Override
  protected void pack(Inputs x, int unit, Workspace workspace) {
    if (unit < packed) {
      activations.pack(x, unit, workspace);
    } else {
      super.pack(x, unit - packed, workspace);
    }
  }

  @Override
  protected int attentionUnits(AttentionInputs in, int sequence, int workers) {
    return isPane(in, sequence)
        ? attentions.getFirst().units(in, sequence)
        : super.attentionUnits(in, sequence, workers);
  }

  @Override
  protected void attend(
      AttentionInputs in, int sequence, int unit, int units, int worker, Workspace workspace) {
    if (isPane(in, sequence)) {
      attentions.get(worker).attend(in, sequence, unit, workspace);
    } else {
      super.attend(in, sequence, unit, units, worker, workspace);
    }
  }

  /** Scores with a bound are left to vectors. */
  private boolean isPane(AttentionInputs in, int sequence) {
    return !attentions.isEmpty() && isPanel(in, sequence) && in.shape().softCap() == 0;
  }

  @Override
  public void close() {
    super.close();
    memory.close();
  }
}
