package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import java.util.ArrayList;
import java.util.List;

/** Sequences that went through a model and keep their memory. */
final class HeldSequences implements AutoCloseable {
  private final Engine engine;
  private final List<Session> sessions = new ArrayList<>();
  private final float[] logits;

  HeldSequences(Engine engine) {
    this.engine = engine;
    logits = new float[engine.config().vocabularySize()];
  }

  /** Runs some more of the same tokens. */
  void add(int count, int... ids) {
    for (int i = 0; i < count; i++) {
      Session session = engine.newSession(ids.length);
      sessions.add(session);
      session.begin(ids, logits);
    }
  }

  /** Frees the memory. */
  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
