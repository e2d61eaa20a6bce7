package dev.nibble.tokenizer;

import dev.nibble.tokenizer.pretokenize.PreTokenizer;
import dev.nibble.tokenizer.pretokenize.PreTokenizers;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * What {@code tokenizer.ggml.pre} stands for.
 *
 * <p>The names, which of them mean the same and what follows from them are those of <a
 * href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">llama_vocab::impl::load</a>.
 * As there, a name that is not known is an error: another pre-tokenizer would give ids that look
 * right and are wrong.
 *
 * @param names its names in files
 * @param splitter makes what cuts text into words
 * @param wholeWordsFirst whether a word that is a token becomes that token, wherever merging would
 *     lead
 * @param addBos whether a file that does not say means BOS in front of a prompt
 * @param end BOS and EOS of a file that does not say
 */
record BpeFamily(
    List<String> names,
    Supplier<PreTokenizer> splitter,
    boolean wholeWordsFirst,
    boolean addBos,
    OptionalInt end) {
  private static final String UNNAMED = "default";

  private static final List<BpeFamily> ALL =
      List.of(
          merging(PreTokenizers::unnamed, UNNAMED),
          merging(
              PreTokenizers::gpt2,
              "gpt-2",
              "phi-2",
              "mpt",
              "olmo",
              "jais",
              "trillion",
              "granite-docling",
              "exaone4",
              "gigachat",
              "a.x-4.0",
              "mellum",
              "modern-bert",
              "roberta-bpe",
              "jina-es",
              "jina-de",
              "jina-v1-en",
              "jina-v2-es",
              "jina-v2-de",
              "jina-v2-code"),
          merging(
              PreTokenizers::starcoder,
              "starcoder",
              "smollm",
              "refact",
              "command-r",
              "codeshell",
              "exaone",
              "minerva-7b",
              "mellum2"),
          new BpeFamily(List.of("falcon"), PreTokenizers::falcon, false, false, OptionalInt.of(11)),
          wholeWords(
              PreTokenizers::llama3,
              true,
              "llama-bpe",
              "llama3",
              "llama-v3",
              "falcon3",
              "falcon-h1",
              "pixtral",
              "midm-2.0",
              "lfm2",
              "jina-v5-nano"),
          merging(PreTokenizers::llama3, "dbrx", "smaug-bpe", "glm4", "chatglm-bpe"),
          merging(
              PreTokenizers::qwen2,
              "qwen2",
              "deepseek-r1-qwen",
              "stablelm2",
              "megrez",
              "hunyuan",
              "solar-open",
              "grok-2",
              "kormo",
              "f2llmv2"),
          merging(PreTokenizers::qwen35, "qwen35"),
          wholeWords(PreTokenizers::minicpm5, false, "minicpm5"),
          merging(PreTokenizers::gpt4o, "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"),
          wholeWords(PreTokenizers::tekken, true, "tekken"),
          merging(PreTokenizers::deepseekLlm, "deepseek-llm"),
          merging(PreTokenizers::deepseekCoder, "deepseek-coder"));

  /**
   * The family that a file names.
   *
   * @param metadata the metadata of a model file
   * @throws UnsupportedTokenizerException if the name is none of these
   * @throws GgufFormatException if it is no text
   */
  static BpeFamily from(Metadata metadata)
      throws UnsupportedTokenizerException, GgufFormatException {
    String name = metadata.string(VocabularyKeys.PRE).filter(pre -> !pre.isEmpty()).orElse(UNNAMED);
    return ALL.stream()
        .filter(family -> family.names.contains(name))
        .findFirst()
        .orElseThrow(() -> new UnsupportedTokenizerException(VocabularyKeys.PRE, name, allNames()));
  }

  /** Every name that there is. */
  static List<String> allNames() {
    return ALL.stream().flatMap(family -> family.names.stream()).toList();
  }

  private static BpeFamily merging(Supplier<PreTokenizer> splitter, String... names) {
    return new BpeFamily(List.of(names), splitter, false, false, OptionalInt.empty());
  }

  private static BpeFamily wholeWords(
      Supplier<PreTokenizer> splitter, boolean addBos, String... names) {
    return new BpeFamily(List.of(names), splitter, true, addBos, OptionalInt.empty());
  }
}
