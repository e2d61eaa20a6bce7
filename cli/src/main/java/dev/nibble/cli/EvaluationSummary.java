package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.evaluate.EvaluationResult;
import dev.nibble.engine.evaluate.text.Bleu;
import dev.nibble.engine.evaluate.text.BleuCounts;
import dev.nibble.engine.evaluate.text.WordErrors;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code nibble evaluate} found, for people and for programs. */
final class EvaluationSummary {
  private static final double NANOS_PER_SECOND = 1e9;

  private final EvaluationResult result;
  private final WordErrors words;
  private final BleuCounts counts;
  private final Bleu bleu;

  EvaluationSummary(EvaluationResult result) {
    this.result = result;
    this.words = result.scores().wordErrors();
    this.counts = result.scores().bleuCounts();
    this.bleu = result.scores().bleu();
  }

  void print(PrintWriter out) {
    row(
        out,
        "wer",
        String.format(Locale.ROOT, "%.4f", words.rate()),
        String.format(Locale.ROOT, "%d errors in %d words", words.edits(), words.referenceWords()));
    row(
        out,
        "bleu",
        String.format(Locale.ROOT, "%.2f", bleu.score()),
        String.format(
            Locale.ROOT,
            "%s, brevity penalty %.3f, %d words for %d",
            precisions(),
            bleu.brevityPenalty(),
            counts.words(),
            counts.referenceWords()));
    row(
        out,
        "rouge-l",
        String.format(Locale.ROOT, "%.4f", result.scores().rougeL()),
        String.format(Locale.ROOT, "mean of %d examples", result.scores().texts()));
    row(out, "perplexity", perplexity(), perplexityFrom());
    row(
        out,
        "generated",
        String.format(Locale.ROOT, "%d", result.generatedTokens()),
        String.format(Locale.ROOT, "tokens; all of it took %.1f s", seconds()));
  }

  private static void row(PrintWriter out, String name, String figure, String from) {
    out.printf("%-10s %9s  %s%n", name, figure, from);
  }

  private String precisions() {
    return bleu.precisions().stream()
        .map(precision -> String.format(Locale.ROOT, "%.1f", precision))
        .collect(Collectors.joining("/"));
  }

  private String perplexity() {
    return result.scoredTokens() == 0
        ? "none"
        : String.format(Locale.ROOT, "%.4f", result.perplexity());
  }

  private String perplexityFrom() {
    return result.scoredTokens() == 0
        ? "the references have no token"
        : String.format(
            Locale.ROOT,
            "+- %.4f (nll %.4f, %d tokens of the references)",
            result.standardError(),
            result.nll(),
            result.scoredTokens());
  }

  private double seconds() {
    return result.nanos() / NANOS_PER_SECOND;
  }

  ObjectNode json() {
    ObjectNode object =
        Json.object()
            .put("examples", result.scores().texts())
            .put("wer", words.rate())
            .put("word_errors", words.edits())
            .put("reference_words", words.referenceWords())
            .put("bleu", bleu.score());
    object.set("bleu_precisions", Json.node(bleu.precisions()));
    object
        .put("bleu_brevity_penalty", bleu.brevityPenalty())
        .put("bleu_words", counts.words())
        .put("bleu_reference_words", counts.referenceWords())
        .put("rouge_l", result.scores().rougeL());
    putMean(object);
    return object
        .put("scored_tokens", result.scoredTokens())
        .put("generated_tokens", result.generatedTokens())
        .put("seconds", seconds());
  }

  /** The mean over no token is no number, which JSON cannot spell: null. */
  private void putMean(ObjectNode object) {
    boolean scored = result.scoredTokens() > 0;
    object
        .put("ppl", scored ? result.perplexity() : null)
        .put("nll", scored ? result.nll() : null)
        .put("stderr", scored ? result.standardError() : null);
  }
}
