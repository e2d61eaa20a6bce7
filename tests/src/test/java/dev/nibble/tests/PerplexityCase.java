package dev.nibble.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The perplexity that another implementation found.
 *
 * @param model the model's file name
 * @param text the text's file name
 * @param characters how much of the text was taken, from its beginning
 * @param context tokens of a window
 * @param chunks windows that were scored
 * @param scoredTokens tokens in them that were scored
 * @param perplexity what came out
 */
record PerplexityCase(
    String model,
    String text,
    int characters,
    int context,
    int chunks,
    long scoredTokens,
    double perplexity) {
  private static final int QUICK_TOKENS = 10_240;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static List<PerplexityCase> read(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(PerplexityCase::parse).toList();
  }

  private static PerplexityCase parse(String line) {
    try {
      JsonNode row = MAPPER.readTree(line);
      return new PerplexityCase(
          row.get("model").textValue(),
          row.get("text").textValue(),
          row.path("first_chars").asInt(Integer.MAX_VALUE),
          row.get("n_ctx").intValue(),
          row.get("chunks").intValue(),
          row.get("scored_tokens").longValue(),
          row.get("ppl").doubleValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether a run takes seconds: few tokens, and no model that is padded to four times its width.
   */
  boolean isQuick() {
    return chunks * context <= QUICK_TOKENS && !model.contains("-pad256-");
  }

  /**
   * How far off a result may be, relative to the expected one. Implementations round alike in f32,
   * and differ the more, the fewer bits a weight has: some quantize the activations too.
   */
  double tolerance() {
    String type = model.replaceFirst(".*-(\\w+)\\.gguf", "$1");
    return switch (type) {
      case "f32" -> 0.0002;
      case "f16", "bf16", "q8_0" -> 0.002;
      case "q2_k" -> 0.05;
      default -> 0.02;
    };
  }

  @Override
  public String toString() {
    return "%s, %d x %d tokens of %s".formatted(model, chunks, context, text);
  }
}
