package dev.nibble.weights.quantize;

import static dev.nibble.weights.TensorType.Q2_K;
import static dev.nibble.weights.TensorType.Q3_K;
import static dev.nibble.weights.TensorType.Q4_K;
import static dev.nibble.weights.TensorType.Q5_K;
import static dev.nibble.weights.TensorType.Q6_K;
import static dev.nibble.weights.TensorType.Q8_0;

import dev.nibble.weights.TensorType;

/**
 * The mixtures that people publish: most tensors in one type, those that suffer most from few bits
 * in larger ones. The tensors and their types are llama.cpp's, so that a file of a name is the same
 * everywhere; what that calls Q2_K is Q2_K_M here, and Q2_K is that type throughout.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-quant.cpp">
 *     llama_tensor_get_type of llama-quant.cpp</a>
 */
enum Mixture {
  Q2_K_S(Q2_K, 21),
  Q2_K_M(Q2_K, 10),
  Q3_K_S(Q3_K, 11),
  Q3_K_M(Q3_K, 12),
  Q3_K_L(Q3_K, 13),
  Q4_K_S(Q4_K, 14),
  Q4_K_M(Q4_K, 15),
  Q5_K_S(Q5_K, 16),
  Q5_K_M(Q5_K, 17);

  /** The layers of the llama of 70 billion weights, whose value matrices are small. */
  private static final int LAYERS_OF_70B = 80;

  private final TensorType base;
  private final int fileType;

  Mixture(TensorType base, int fileType) {
    this.base = base;
    this.fileType = fileType;
  }

  /** The type of most tensors. */
  TensorType base() {
    return base;
  }

  /** The number that stands for this mixture in a file. */
  int fileType() {
    return fileType;
  }

  /**
   * The type that a tensor gets.
   *
   * @param role what the tensor does
   * @param layer its layer, from 0
   * @param columns its row length
   * @param model the model
   */
  TensorType typeOf(TensorRole role, int layer, long columns, ModelShape model) {
    return switch (role) {
      case OUTPUT -> columns % base.blockSize() == 0 ? Q6_K : Q8_0;
      case ATTENTION_VALUE -> value(layer, model);
      case ATTENTION_KEY -> model.experts() == 8 ? Q8_0 : base;
      case ATTENTION_OUTPUT -> attentionOutput(model);
      case FEED_FORWARD_DOWN -> feedForwardDown(layer, model.layers());
      case EMBEDDING, OTHER -> base;
    };
  }

  private TensorType value(int layer, ModelShape model) {
    if (model.experts() == 8) {
      return Q8_0;
    }
    boolean shared = model.queryHeadsPerKvHead() >= 4;
    TensorType type =
        switch (this) {
          case Q2_K_S -> shared ? Q4_K : base;
          case Q2_K_M -> shared ? Q4_K : Q3_K;
          case Q3_K_M -> layer < 2 ? Q5_K : Q4_K;
          case Q3_K_L -> Q5_K;
          case Q4_K_S -> layer < 4 ? Q5_K : base;
          case Q4_K_M, Q5_K_M -> deservesMore(layer, model.layers()) ? Q6_K : base;
          case Q3_K_S, Q5_K_S -> base;
        };
    boolean small = model.layers() == LAYERS_OF_70B && (type == Q3_K || type == Q4_K);
    return small ? Q5_K : type;
  }

  private TensorType attentionOutput(ModelShape model) {
    if (model.experts() == 8) {
      return base == Q5_K || this == Q2_K_S || this == Q3_K_L ? base : Q5_K;
    }
    return switch (this) {
      case Q2_K_M -> Q3_K;
      case Q3_K_M -> Q4_K;
      case Q3_K_L -> Q5_K;
      default -> base;
    };
  }

  private TensorType feedForwardDown(int layer, int layers) {
    return switch (this) {
      case Q2_K_S -> layer < layers / 8 ? Q4_K : base;
      case Q2_K_M -> Q3_K;
      case Q3_K_M -> layer < layers / 16 ? Q5_K : Q4_K;
      case Q3_K_L -> Q5_K;
      case Q4_K_S -> layer < layers / 8 ? Q5_K : base;
      case Q4_K_M, Q5_K_M -> deservesMore(layer, layers) ? Q6_K : base;
      case Q3_K_S, Q5_K_S -> base;
    };
  }

  /** The first and the last eighth of the layers, and every third between. */
  private static boolean deservesMore(int layer, int layers) {
    return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
  }
}
