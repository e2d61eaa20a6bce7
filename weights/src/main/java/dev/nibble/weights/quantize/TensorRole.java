package dev.nibble.weights.quantize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a weight tensor does in its model, as far as mixtures make a difference. */
enum TensorRole {
  /** The output matrix, or the embedding that serves as one. */
  OUTPUT,
  EMBEDDING,
  ATTENTION_KEY,
  /** Values, alone or fused with queries and keys. */
  ATTENTION_VALUE,
  ATTENTION_OUTPUT,
  FEED_FORWARD_DOWN,
  OTHER;

  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\..*");

  /**
   * The role of a tensor.
   *
   * @param name its name, as the GGUF specification standardizes them
   * @param tied whether the model has no output matrix of its own
   */
  static TensorRole of(String name, boolean tied) {
    String part = name.substring(name.lastIndexOf('.', name.length() - ".weight".length() - 1) + 1);
    return switch (part) {
      case "output.weight" -> OUTPUT;
      case "token_embd.weight" -> tied ? OUTPUT : EMBEDDING;
      case "attn_k.weight" -> ATTENTION_KEY;
      case "attn_v.weight", "attn_qkv.weight", "attn_kv_b.weight" -> ATTENTION_VALUE;
      case "attn_output.weight" -> ATTENTION_OUTPUT;
      default -> name.contains(".ffn_down") ? FEED_FORWARD_DOWN : OTHER;
    };
  }

  /** The layer that a tensor belongs to, -1 for none. */
  static int layer(String name) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
