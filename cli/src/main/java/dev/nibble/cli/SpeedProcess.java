package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.cli.comparison.MeasuredSpeed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Measures models in a Java process each, so that none inherits another's memory or compiled code.
 */
final class SpeedProcess {
  /** Enough for 512 tokens of any vocabulary that people use. */
  private static final int MAX_CHARS = 16_384;

  private final List<String> options;

  /**
   * Prepares.
   *
   * @param options of {@link MeasureSpeedCommand}, without the model and the text
   */
  SpeedProcess(List<String> options) {
    this.options = List.copyOf(options);
  }

  /**
   * Measures a model, and waits for that.
   *
   * @param model the file
   * @param text whose beginning the model reads
   * @throws SpeedFailedException with the process's own words, if it failed
   */
  MeasuredSpeed measure(ComparedFile model, String text) throws IOException, InterruptedException {
    List<String> arguments =
        Stream.concat(
                Stream.of(MeasureSpeedCommand.NAME, "-m", model.path().toString(), "-f", "-"),
                options.stream())
            .toList();
    Process process = ChildJava.command(arguments).start();
    Thread onExit = new Thread(process::destroyForcibly); // Ctrl-C skips what is in a finally.
    Runtime.getRuntime().addShutdownHook(onExit);
    // Read beside the other output, lest the process waits for room in one of them.
    try (ExecutorService errorReader = Executors.newSingleThreadExecutor()) {
      try {
        Future<String> errors = errorReader.submit(() -> all(process.getErrorStream()));
        write(text, process);
        String result = all(process.getInputStream());
        int exitCode = process.waitFor();
        if (exitCode != ExitCode.DONE) {
          throw new SpeedFailedException(model.name(), ChildJava.lastWords(errors.get(), exitCode));
        }
        return parse(model, result);
      } finally {
        process.destroyForcibly();
      }
    } catch (ExecutionException e) {
      throw new IOException("what the process said could not be read", e);
    } finally {
      forget(onExit);
    }
  }

  private static String all(InputStream in) throws IOException {
    return new String(in.readAllBytes(), UTF_8);
  }

  /** A process that ends before it has read all of it has its own words to say why. */
  private static void write(String text, Process process) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(beginning(text).getBytes(UTF_8));
    } catch (IOException _) {
      return;
    }
  }

  /** More than is measured of: a long text would count as memory of the model. */
  private static String beginning(String text) {
    int end = Math.min(text.length(), MAX_CHARS);
    return text.substring(0, end < text.length() ? text.offsetByCodePoints(end, -1) : end);
  }

  private static MeasuredSpeed parse(ComparedFile model, String result)
      throws SpeedFailedException {
    try {
      JsonNode json = Json.parse(result);
      JsonNode peak = json.path("peak_memory_bytes");
      return new MeasuredSpeed(
          json.path("prefill_tokens_per_second").doubleValue(),
          json.path("decode_tokens_per_second").doubleValue(),
          peak.isNumber() ? OptionalLong.of(peak.longValue()) : OptionalLong.empty());
    } catch (JsonProcessingException e) {
      throw new SpeedFailedException(model.name(), "its process said " + Printable.of(result));
    }
  }

  private static void forget(Thread onExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException _) {
      return; // It is running: this process ends.
    }
  }
}
