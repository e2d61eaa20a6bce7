package dev.nibble.tokenizer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ids are those of llama.cpp, and lead back to the text. */
final class OracleTest {
  private static final EncodeOptions PLAIN = EncodeOptions.plain();
  private static final EncodeOptions SPECIAL = EncodeOptions.template();

  @Test
  @DisplayName("the bundled model's ids, without any material")
  void stories260K() throws IOException {
    check(Material.bundled(), OracleCase.resource("stories260K.jsonl"), 256);
  }

  @ParameterizedTest
  @CsvSource({
    "stories260K,",
    "llama-spm, ggml-vocab-llama-spm.gguf",
    "phi-3, ggml-vocab-phi-3.gguf",
    "gpt-2, ggml-vocab-gpt-2.gguf",
    "starcoder, ggml-vocab-starcoder.gguf",
    "falcon, ggml-vocab-falcon.gguf",
    "deepseek-coder, ggml-vocab-deepseek-coder.gguf",
    "llama3, vocab-llama3.gguf.gz",
    "qwen3, vocab-qwen3.gguf.gz"
  })
  @DisplayName("every text has the ids of llama.cpp, with special tokens and without")
  void oracle(String name, String vocabulary) throws IOException {
    Path oracle = Material.shared("tokenizers/oracle/" + name + ".jsonl");

    check(vocabulary(vocabulary), OracleCase.file(oracle), 256);
  }

  @ParameterizedTest
  @CsvSource({
    "llama-spm, ggml-vocab-llama-spm.gguf",
    "phi-3, ggml-vocab-phi-3.gguf",
    "gpt-2, ggml-vocab-gpt-2.gguf",
    "starcoder, ggml-vocab-starcoder.gguf",
    "falcon, ggml-vocab-falcon.gguf",
    "deepseek-coder, ggml-vocab-deepseek-coder.gguf",
    "llama-bpe, vocab-llama3.gguf.gz",
    "qwen2, vocab-qwen3.gguf.gz"
  })
  @DisplayName("the expectations that llama.cpp's own tests come with are met")
  void ownTestsOfLlamaCpp(String name, String vocabulary) throws IOException {
    String prefix = "tokenizers/ggml-vocab-" + name;
    List<OracleCase> cases =
        OracleCase.ownTestsOfLlamaCpp(
            Material.shared(prefix + ".gguf.inp"), Material.shared(prefix + ".gguf.out"));

    check(vocabulary(vocabulary), cases, 46);
  }

  @ParameterizedTest
  @CsvSource({
    "ggml-vocab-llama-spm.gguf, 335687",
    "ggml-vocab-gpt-2.gguf, 286221",
    "ggml-vocab-starcoder.gguf, 355915",
    "ggml-vocab-falcon.gguf, 327854",
    "ggml-vocab-deepseek-coder.gguf, 333981",
    "vocab-llama3.gguf.gz, 289076",
    "vocab-qwen3.gguf.gz, 299078"
  })
  @DisplayName("a long text has as many tokens as llama.cpp counts, and comes back")
  void wikitext(String vocabulary, int tokens) throws IOException {
    String text = Files.readString(Material.shared("texts/wikitext-2-raw-test.txt"));
    Tokenizer tokenizer = vocabulary(vocabulary);

    int[] ids = tokenizer.encode(text, PLAIN);

    assertEquals(tokens, ids.length);
    assertEquals(text, tokenizer.decode(ids));
  }

  private static Tokenizer vocabulary(String name) throws IOException {
    return name == null
        ? Material.bundled()
        : Material.tokenizer(Material.shared("tokenizers/" + name));
  }

  private static void check(Tokenizer tokenizer, List<OracleCase> cases, int count) {
    assertEquals(count, cases.size());
    assertAll(cases.stream().<Executable>map(c -> () -> check(tokenizer, c)));
  }

  private static void check(Tokenizer tokenizer, OracleCase expected) {
    String text = expected.text();
    int[] ids = tokenizer.encode(text, PLAIN);

    assertEquals(expected.ids(), boxed(ids), text);
    assertEquals(asDecoded(tokenizer, text), tokenizer.decode(ids));
    assertEquals(expected.specialIds(), boxed(tokenizer.encode(text, SPECIAL)), text);
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  /** SentencePiece marks blanks: the mark, when it stands in the text itself, becomes a blank. */
  private static String asDecoded(Tokenizer tokenizer, String text) {
    return tokenizer.vocabulary().addSpacePrefix() ? text.replace('\u2581', ' ') : text;
  }
}
