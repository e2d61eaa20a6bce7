package dev.nibble.tests;

import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Generates 200 tokens with a model again and again, from the first second of a process on, and
 * prints the decode rate of each run.
 */
final class SpeedProbe {
  static final int RUNS = 25;

  private static final GenerationRequest REQUEST =
      GenerationRequest.of("Once upon a time").withMaxTokens(200).withIgnoreEos(true);

  private SpeedProbe() {}

  public static void main(String[] args) throws IOException {
    try (Engine engine = Engine.load(Path.of(args[0]));
        Session session = engine.newSession()) {
      for (int run = 0; run < RUNS; run++) {
        System.out.println(
            session.generate(REQUEST, TextListener.IGNORE).meters().decodeTokensPerSecond());
      }
    }
  }
}
