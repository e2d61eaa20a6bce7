package dev.nibble.weights.format;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * How floats become the blocks of one {@link TensorType}, and blocks floats.
 *
 * <p>Reading is bit-exact to ggml: the same bytes give the same floats. Of writing this holds where
 * a format rounds to nearest (all but the K-quants, IQ4_NL and IQ4_XS, which search for good
 * scales) and no importance is given.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">the
 *     dequantize_row and quantize_row functions of ggml-quants.c</a>
 */
public sealed interface BlockFormat permits F32Format, F16Format, Bf16Format, BlockwiseFormat {

  /**
   * The format of a type.
   *
   * @param type the type
   * @return its format, or empty where elements of this type cannot be read yet
   */
  static Optional<BlockFormat> of(TensorType type) {
    return switch (type) {
      case F32 -> Optional.of(new F32Format());
      case F16 -> Optional.of(new F16Format());
      case BF16 -> Optional.of(new Bf16Format());
      case Q4_0 -> Optional.of(new Q40Format());
      case Q4_1 -> Optional.of(new Q41Format());
      case Q5_0 -> Optional.of(new Q50Format());
      case Q5_1 -> Optional.of(new Q51Format());
      case Q8_0 -> Optional.of(new Q80Format());
      case Q2_K -> Optional.of(new Q2KFormat());
      case Q3_K -> Optional.of(new Q3KFormat());
      case Q4_K -> Optional.of(new Q4KFormat());
      case Q5_K -> Optional.of(new Q5KFormat());
      case Q6_K -> Optional.of(new Q6KFormat());
      case IQ4_NL -> Optional.of(new Iq4NlFormat());
      case IQ4_XS -> Optional.of(new Iq4XsFormat());
      case MXFP4 -> Optional.of(new Mxfp4Format());
      case TQ1_0 -> Optional.of(new Tq10Format());
      case TQ2_0 -> Optional.of(new Tq20Format());
      default -> Optional.empty();
    };
  }

  /** The type whose blocks these are. */
  TensorType type();

  /** Elements that share a scale of their own; 1 for plain floats, which have none. */
  int groupSize();

  /** Bits of an element's code, scales apart. */
  int codeBits();

  /**
   * Turns blocks into floats.
   *
   * @param blocks the blocks, off heap
   * @param offsetBytes where the first block starts in {@code blocks}
   * @param out receives the elements
   * @param outOffset where the first element goes in {@code out}
   * @param elements how many, a multiple of the block size
   */
  void dequantize(MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements);

  /**
   * Turns a row into blocks.
   *
   * @param row the elements, all finite; as many as a multiple of the block size
   * @param importance what an element's squared error weighs, one factor above 0 for each; empty
   *     where all weigh the same
   * @param blocks receives the blocks
   * @param offsetBytes where the first block goes in {@code blocks}
   */
  void quantize(float[] row, float[] importance, MemorySegment blocks, long offsetBytes);

  /**
   * The distance between neighbouring numbers that each element of some blocks could have become.
   * Rounding to nearest is off by half of it at most, and by {@code step^2 / 12} in the mean of the
   * squares, as far as errors are uniform. Where distances differ to both sides it is the one
   * distance with the same mean.
   *
   * @param blocks the blocks
   * @param offsetBytes where the first block starts in {@code blocks}
   * @param out receives the steps
   * @param outOffset where the first step goes in {@code out}
   * @param elements how many, a multiple of the block size
   */
  void steps(MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements);

  /**
   * All elements of a small tensor, such as the weights of a norm.
   *
   * @param tensor a tensor of this format's type
   * @return its elements, row after row
   * @throws IllegalArgumentException if the tensor has another type
   * @throws ArithmeticException if it has 2^31 elements or more
   */
  default float[] dequantize(Tensor tensor) {
    if (tensor.type() != type()) {
      throw new IllegalArgumentException(
          "tensor " + tensor.name() + " is " + tensor.type() + ", expected " + type());
    }
    float[] out = new float[Math.toIntExact(tensor.elements())];
    dequantize(tensor.data(), 0, out, 0, out.length);
    return out;
  }
}
