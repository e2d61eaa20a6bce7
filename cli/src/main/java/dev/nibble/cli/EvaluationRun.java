package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.evaluate.Evaluation;
import dev.nibble.engine.evaluate.EvaluationListener;
import dev.nibble.engine.evaluate.EvaluationResult;
import dev.nibble.engine.evaluate.ExampleException;
import dev.nibble.engine.evaluate.ScoredExample;
import dev.nibble.weights.AtomicFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;

/** The evaluation of a file of examples; its content is each line with its scores. */
final class EvaluationRun implements AtomicFile.Content {
  private final Evaluation evaluation;
  private final ExampleFile examples;
  private final EvaluationListener watcher;
  private EvaluationResult result;

  EvaluationRun(Evaluation evaluation, ExampleFile examples, EvaluationListener watcher) {
    this.evaluation = evaluation;
    this.examples = examples;
    this.watcher = watcher;
  }

  /** What came out; null before it was run. */
  EvaluationResult result() {
    return result;
  }

  /** Runs the evaluation and writes line by line. */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
    try {
      result =
          evaluation.evaluate(
              examples.examples(),
              (example, soFar, total) -> {
                write(examples.line(soFar.scores().texts() - 1), example, writer);
                watcher.exampleDone(example, soFar, total);
              });
    } catch (ExampleException e) {
      throw examples.failure(e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writer.flush();
  }

  private static void write(JsonLine line, ScoredExample example, Writer writer) {
    ObjectNode scored = line.value().deepCopy();
    scored
        .put("generated", example.generated())
        .put("wer", example.scores().wordErrorRate())
        .put("bleu", example.scores().sentenceBleu().score())
        .put("rouge_l", example.scores().rougeL());
    try {
      writer.write(Json.line(scored) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
