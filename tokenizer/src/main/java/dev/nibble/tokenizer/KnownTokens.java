package dev.nibble.tokenizer;

import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Tokens whose text says what they are for, whatever a file says of them.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">
 *     llama_vocab::impl::load in llama.cpp, where the texts come from</a>
 */
final class KnownTokens {
  /** End an answer in a well-known chat format, or a file in a format for filling in code. */
  private static final Set<String> ENDS =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "<end_of_utterance>",
          "<turn|>",
          "<|tool_response>",
          "<\uFF5Cend\u2581of\u2581sentence\uFF5C>",
          "</s>",
          "<eos>",
          "[EOS]",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[e~[",
          "<|fim_pad|>",
          "<fim-pad>",
          "<fim_pad>",
          "<PAD>",
          "[PAD]",
          "<|fim_repo|>",
          "<|repo_name|>",
          "<fim-repo>",
          "<REPO>",
          "<reponame>",
          "<|file_sep|>");

  /** Stand around the code that is to be filled in. */
  private static final Set<String> FILL_IN_MARKS =
      Set.of(
          "<|fim_prefix|>",
          "<fim-prefix>",
          "<fim_prefix>",
          "<\uFF5Cfim\u2581begin\uFF5C>",
          "<PRE>",
          "\u2581<PRE>",
          "<|code_prefix|>",
          "<|prefix|>",
          "<|fim_suffix|>",
          "<fim-suffix>",
          "<fim_suffix>",
          "<\uFF5Cfim\u2581hole\uFF5C>",
          "<SUF>",
          "\u2581<SUF>",
          "<|code_suffix|>",
          "<|suffix|>",
          "<|fim_middle|>",
          "<fim-middle>",
          "<fim_middle>",
          "<\uFF5Cfim\u2581end\uFF5C>",
          "<MID>",
          "\u2581<MID>",
          "<|code_middle|>",
          "<|middle|>");

  private KnownTokens() {}

  /**
   * The type of a token, given the one that a file has for it.
   *
   * <p>A known text that the file declares user-defined is a control token all the same: user text
   * must not spell it. One that it declares normal is so only if it cannot be mistaken: {@code
   * </s>} is a piece of markup to Qwen. Of a file without types, every known text is one, and the
   * text of a byte is that byte.
   */
  static TokenType type(String text, TokenType declared, boolean hasTypes) {
    if (!hasTypes && ByteText.parse(text).isPresent()) {
      return TokenType.BYTE;
    }
    boolean counts =
        switch (declared) {
          case USER_DEFINED -> true;
          case NORMAL -> !hasTypes || isUnmistakable(text);
          default -> false;
        };
    return counts && isKnown(text) ? TokenType.CONTROL : declared;
  }

  /** The control tokens that end a generation by their text. */
  static BitSet ends(List<String> texts, List<TokenType> types) {
    BitSet ends = new BitSet(texts.size());
    for (int id = 0; id < texts.size(); id++) {
      if (types.get(id) == TokenType.CONTROL && ENDS.contains(texts.get(id))) {
        ends.set(id);
      }
    }
    if (has(ends, texts, "<|call|>", "<|return|>") || has(ends, texts, "<|calls|>", "<|flush|>")) {
      clear(ends, texts, "<|end|>");
    }
    if (has(ends, texts, "<|tool_response>")) {
      clear(ends, texts, "</s>");
    }
    return ends;
  }

  private static boolean isKnown(String text) {
    return ENDS.contains(text) || FILL_IN_MARKS.contains(text);
  }

  private static boolean isUnmistakable(String text) {
    return text.startsWith("<|") || text.startsWith("<\uFF5C");
  }

  private static boolean has(BitSet ends, List<String> texts, String... all) {
    List<String> wanted = List.of(all);
    return ends.stream().mapToObj(texts::get).filter(wanted::contains).distinct().count()
        == wanted.size();
  }

  private static void clear(BitSet ends, List<String> texts, String text) {
    for (int id = ends.nextSetBit(0); id >= 0; id = ends.nextSetBit(id + 1)) {
      if (texts.get(id).equals(text)) {
        ends.clear(id);
      }
    }
  }
}
