package dev.nibble.tokenizer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The ids are those of llama.cpp, and lead back to the text. */
final class SpmOracleTest {
  private static final EncodeOptions PLAIN = EncodeOptions.plain();
  private static final EncodeOptions SPECIAL = EncodeOptions.template();

  @Test
  void stories260K() throws IOException {
    check(Material.bundled(), OracleCase.resource("stories260K.jsonl"));
  }

  @Test
  void llama2() throws IOException {
    Path vocabulary = Material.shared("tokenizers/ggml-vocab-llama-spm.gguf");
    check(Material.tokenizer(vocabulary), OracleCase.resource("llama-spm.jsonl"));
  }

  /**
   * Without the texts that contain {@code </s>}: there llama.cpp goes by the name of the model,
   * while the file itself says that the token is user-defined.
   */
  @Test
  void phi3() throws IOException {
    Path vocabulary = Material.shared("tokenizers/ggml-vocab-phi-3.gguf");
    Path oracle = Material.shared("tokenizers/oracle/phi-3.jsonl");
    List<OracleCase> cases =
        OracleCase.file(oracle).stream().filter(c -> !c.text().contains("</s>")).toList();
    assertEquals(254, cases.size());
    check(Material.tokenizer(vocabulary), cases);
  }

  /** The expectations that llama.cpp's own tests come with. */
  @Test
  void ownTestsOfLlamaCpp() throws IOException {
    Path vocabulary = Material.shared("tokenizers/ggml-vocab-llama-spm.gguf");
    Tokenizer tokenizer = Material.tokenizer(vocabulary);
    List<String> texts =
        List.of(Files.readString(Path.of(vocabulary + ".inp")).split("\n__ggml_vocab_test__\n"));
    List<String> lines = Files.readAllLines(Path.of(vocabulary + ".out"));
    assertEquals(texts.size(), lines.size());
    assertAll(
        IntStream.range(0, texts.size())
            .<Executable>mapToObj(i ->
                () ->
                    assertArrayEquals(
                        Arrays.stream(lines.get(i).strip().split(" +"))
                            .filter(id -> !id.isEmpty())
                            .mapToInt(Integer::parseInt)
                            .toArray(),
                        tokenizer.encode(texts.get(i), PLAIN),
                        texts.get(i))));
  }

  /** The count that llama.cpp reports for the whole of a long text. */
  @Test
  void wikitext() throws IOException {
    Tokenizer tokenizer =
        Material.tokenizer(Material.shared("tokenizers/ggml-vocab-llama-spm.gguf"));
    String text = Files.readString(Material.shared("texts/wikitext-2-raw-test.txt"));

    int[] ids = tokenizer.encode(text, PLAIN);

    assertEquals(335_687, ids.length);
    assertEquals(text, tokenizer.decode(ids));
  }

  private static void check(Tokenizer tokenizer, List<OracleCase> cases) {
    assertAll(cases.stream().<Executable>map(c -> () -> check(tokenizer, c)));
  }

  private static void check(Tokenizer tokenizer, OracleCase expected) {
    String text = expected.text();
    int[] ids = tokenizer.encode(text, PLAIN);

    assertEquals(expected.ids(), boxed(ids), text);
    assertEquals(withoutMarks(text), tokenizer.decode(ids));
    assertEquals(expected.specialIds(), boxed(tokenizer.encode(text, SPECIAL)), text);
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  /** The mark of a blank, when it stands in the text itself, comes back as a blank. */
  private static String withoutMarks(String text) {
    return text.replace('\u2581', ' ');
  }
}
