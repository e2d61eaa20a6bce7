package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;

/** The most likely continuation of a prompt, a token at a time; no token ends it. */
final class GreedyText implements AutoCloseable {
  private final Session session;
  private final float[] logits;
  private int best;
  private double margin;

  /**
   * Prepares.
   *
   * @param engine the model
   * @param positions tokens of the prompt and the continuation together
   */
  GreedyText(Engine engine, int positions) {
    session = engine.newSession(positions);
    logits = new float[engine.config().vocabularySize()];
  }

  /** Runs the prompt; what was before it is forgotten. */
  void begin(int[] prompt) {
    session.begin(prompt, logits);
    choose();
  }

  /** The next token. */
  int best() {
    return best;
  }

  /** How much more likely it is than the next, in logits. */
  double margin() {
    return margin;
  }

  /**
   * Runs the next token, and chooses the one behind it.
   *
   * @return time of the forward pass, in nanoseconds
   */
  long advance() {
    long begin = System.nanoTime();
    session.advance(best, logits);
    long nanos = System.nanoTime() - begin;
    choose();
    return nanos;
  }

  private void choose() {
    best = 0;
    float second = Float.NEGATIVE_INFINITY;
    for (int id = 1; id < logits.length; id++) {
      if (logits[id] > logits[best]) {
        second = logits[best];
        best = id;
      } else {
        second = Math.max(second, logits[id]);
      }
    }
    margin = (double) logits[best] - second;
  }

  @Override
  public void close() {
    session.close();
  }
}
