package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** What earlier runs have written of a batch: whole lines, and a part of one that was cut off. */
final class FinishedPrompts {
  private final Path file;
  private final BatchInput input;

  /** The line of each result, by the line of its prompt. */
  private final Map<Integer, Integer> results = new HashMap<>();

  private int failed;
  private int number;
  private long bytes;
  private long wholeBytes;

  /** What is wrong with the line before, which may only be the last one. */
  private IOException cutOff;

  private FinishedPrompts(Path file, BatchInput input) {
    this.file = file;
    this.input = input;
  }

  /**
   * Reads the output of earlier runs.
   *
   * @param file what it is called
   * @param content its bytes
   * @param input the prompts
   * @throws IOException if a line is no result of one of the prompts; the message names it
   */
  static FinishedPrompts read(Path file, InputStream content, BatchInput input) throws IOException {
    FinishedPrompts finished = new FinishedPrompts(file, input);
    finished.read(content);
    return finished;
  }

  private void read(InputStream content) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = content.read(); b >= 0; b = content.read()) {
      bytes++;
      if (b == '\n') {
        take(line.toString(UTF_8), true);
        line.reset();
      } else {
        line.write(b);
      }
    }
    if (line.size() > 0) {
      take(line.toString(UTF_8), false);
    }
  }

  private void take(String text, boolean ended) throws IOException {
    if (cutOff != null) {
      throw cutOff;
    }
    number++;
    try {
      IdentifiedLine result = IdentifiedLine.parse(file, number, text);
      int prompt = prompt(result);
      if (ended) {
        results.put(prompt, number);
        failed += BatchResult.isFailure(result.line()) ? 1 : 0;
        wholeBytes = bytes;
      }
    } catch (IOException e) {
      // What does not begin like a result is somebody's own file, which is not to be cut.
      if (!(e.getCause() instanceof JsonProcessingException) || !text.startsWith("{")) {
        throw e;
      }
      cutOff = e;
    }
  }

  /** The line of the prompt that a line is the result of. */
  private int prompt(IdentifiedLine result) throws IOException {
    JsonLine line = result.line();
    OptionalInt prompt = input.line(result.id());
    if (prompt.isEmpty()) {
      throw line.wrong(
          "no prompt has the id %s: name another output, or take the line out"
              .formatted(result.id()));
    }
    if (!BatchResult.isResult(line)) {
      throw line.wrong("neither a text nor an error: name another output, or take the line out");
    }
    Integer before = results.get(prompt.getAsInt());
    if (before != null) {
      throw line.wrong(
          "the id %s stands in line %d already: take one of them out"
              .formatted(result.id(), before));
    }
    return prompt.getAsInt();
  }

  /** Whether the prompt of a line of the input is finished. */
  boolean contains(int line) {
    return results.containsKey(line);
  }

  /** How many prompts are finished, those that failed included. */
  int size() {
    return results.size();
  }

  /** How many of them could not be run. */
  int failed() {
    return failed;
  }

  /** Bytes of the whole lines. */
  long wholeBytes() {
    return wholeBytes;
  }
}
