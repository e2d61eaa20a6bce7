package dev.nibble.tokenizer;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The special tokens that swallow the white space beside them. Files do not say which do: as in
 * llama.cpp the name of the model or of the pre-tokenizer tells.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">
 *     LLAMA_TOKEN_ATTR_LSTRIP and LLAMA_TOKEN_ATTR_RSTRIP in llama.cpp</a>
 */
final class SpecialTrims {
  /** The special tokens of Phi-3 that keep what follows. */
  private static final Set<String> PHI_3_KEEPS = Set.of("<unk>", "<s>", "<|endoftext|>");

  private final BitSet before;
  private final BitSet after;

  private SpecialTrims(BitSet before, BitSet after) {
    this.before = before;
    this.after = after;
  }

  /**
   * The rules of a vocabulary.
   *
   * @param modelName {@code general.name}
   * @param pre {@code tokenizer.ggml.pre}
   * @param texts the text of each id
   * @param types the type of each id
   */
  static SpecialTrims of(String modelName, String pre, List<String> texts, List<TokenType> types) {
    String name = modelName.toLowerCase(Locale.ROOT);
    BitSet before = new BitSet();
    BitSet after = new BitSet();
    if (pre.startsWith("jina-v2-")) {
      set(before, texts, "<mask>");
    } else if (name.contains("phi-3") || name.contains("phi3")) {
      IntStream.range(0, texts.size())
          .filter(id -> types.get(id).isSpecial() && !PHI_3_KEEPS.contains(texts.get(id)))
          .forEach(after::set);
    } else if (name.contains("modern-bert")) {
      set(before, texts, "[MASK]");
    }
    return new SpecialTrims(before, after);
  }

  /** Whether a token swallows the white space in front of it. */
  boolean before(int id) {
    return before.get(id);
  }

  /** Whether a token swallows the white space that follows. */
  boolean after(int id) {
    return after.get(id);
  }

  private static void set(BitSet trims, List<String> texts, String text) {
    int id = texts.indexOf(text);
    if (id >= 0) {
      trims.set(id);
    }
  }
}
