package dev.nibble.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The likeliest tokens behind a prompt.
 *
 * @param tokens how many
 */
record GreedyText(int tokens) {
  private static final String PROMPT = "Once upon a time";

  /** Tokens after which the device's memory is taken away. */
  private static final int TAKEN = 2;

  /** Tokens after which it is given back. */
  private static final int GIVEN_BACK = 4;

  /** In one go. */
  List<Integer> tell(Engine engine, Session session) {
    GenerationRequest request =
        GenerationRequest.of(PROMPT).withMaxTokens(tokens).withIgnoreEos(true);
    return session.generate(request, TextListener.IGNORE).ids();
  }

  /** Token by token, while the device's memory is taken away and given back. */
  List<Integer> tellWhileMemoryChanges(Engine engine, Session session) {
    List<Integer> ids = new ArrayList<>();
    walk(
        engine,
        session,
        logits -> {
          ids.add(likeliest(logits, -1));
          if (ids.size() == TAKEN) {
            engine.limitDevice(0);
          } else if (ids.size() == GIVEN_BACK) {
            engine.limitDevice(Long.MAX_VALUE);
          }
        });
    return ids;
  }

  /** By how much the least certain of the tokens is likelier than any other, in logits. */
  double margin(Engine engine, Session session) {
    double[] least = {Double.POSITIVE_INFINITY};
    walk(
        engine,
        session,
        logits -> {
          int first = likeliest(logits, -1);
          double margin = logits[first] - logits[likeliest(logits, first)];
          least[0] = Math.min(least[0], margin);
        });
    return least[0];
  }

  private void walk(Engine engine, Session session, Consumer<float[]> watcher) {
    float[] logits = new float[engine.config().vocabularySize()];
    session.begin(GenerationRequest.of(PROMPT).promptIds(engine.tokenizer()), logits);
    watcher.accept(logits);
    for (int i = 1; i < tokens; i++) {
      session.advance(likeliest(logits, -1), logits);
      watcher.accept(logits);
    }
  }

  private static int likeliest(float[] logits, int but) {
    int best = but == 0 ? 1 : 0;
    for (int i = 0; i < logits.length; i++) {
      if (i != but && logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
