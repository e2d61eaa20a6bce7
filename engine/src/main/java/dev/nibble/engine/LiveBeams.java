package dev.nibble.engine;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.measure.PrefillEvent;
import dev.nibble.engine.model.Transformer;
import java.util.ArrayList;
import java.util.List;

/**
 * The hypotheses that go on, the most likely first, and the memory of each: they share the blocks
 * of what they have in common, and go through the model together.
 */
final class LiveBeams implements AutoCloseable {

  /**
   * What becomes of a beam.
   *
   * @param parent which one
   * @param hypothesis the beam's with one more token
   */
  record Successor(int parent, Hypothesis hypothesis) {}

  private final Engine engine;
  private final int vocabularySize;
  private final Batch batch = new Batch();
  private final int[] one = new int[1];
  private final int[] wanted;
  private final float[] states;
  private final float[] logits;
  private List<Hypothesis> hypotheses = List.of(Hypothesis.empty());

  /** One a hypothesis; holds all its tokens but the last. */
  private List<BlockTable> tables;

  /** Begins with one, which has no token. */
  LiveBeams(Engine engine, int most) {
    this.engine = engine;
    vocabularySize = engine.config().vocabularySize();
    wanted = new int[most];
    states = new float[most * engine.config().width()];
    logits = new float[most * vocabularySize];
    tables = List.of(engine.newTable(engine.contextLength()));
  }

  /**
   * Runs the prompt, which all beams begin with.
   *
   * @throws KvMemoryException if there is no memory for it
   */
  void begin(int[] prompt) {
    BlockTable table = tables.getFirst();
    if (!table.reserve(prompt.length)) {
      throw new KvMemoryException(prompt.length, engine.kvMeters());
    }
    final long begin = System.nanoTime();
    PrefillEvent event = new PrefillEvent();
    event.begin();
    for (int from = 0; from < prompt.length; from += Transformer.MAX_BATCH) {
      int count = Math.min(Transformer.MAX_BATCH, prompt.length - from);
      engine.run(prompt, from, count, table, 1, states);
    }
    engine.logits(states, 0, 1, logits);
    event.computed(prompt.length, 0, false, System.nanoTime() - begin);
  }

  /** The hypotheses, the most likely first. */
  List<Hypothesis> hypotheses() {
    return hypotheses;
  }

  /** Adds what may come behind the beams. */
  void addTo(BeamCandidates candidates) {
    for (int i = 0; i < hypotheses.size(); i++) {
      double sum = hypotheses.get(i).logProbability();
      candidates.add(i, sum, logits, i * vocabularySize, vocabularySize);
    }
  }

  /**
   * Replaces the beams. The first successor of a beam takes its memory over, others share it; that
   * of beams without successors is free.
   *
   * @param successors the most likely first
   */
  void moveTo(List<Successor> successors) {
    List<BlockTable> next = new ArrayList<>();
    boolean[] taken = new boolean[tables.size()];
    for (Successor successor : successors) {
      BlockTable parent = tables.get(successor.parent());
      next.add(taken[successor.parent()] ? parent.fork() : parent);
      taken[successor.parent()] = true;
    }
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i]) {
        tables.get(i).close();
      }
    }
    tables = next;
    hypotheses = successors.stream().map(Successor::hypothesis).toList();
  }

  /** Whether no position is left for the last tokens. */
  boolean fillContext() {
    return tables.getFirst().length() == tables.getFirst().capacity();
  }

  /** Finds memory for the last token of each; false where there is not enough. */
  boolean reserve() {
    return tables.stream().allMatch(table -> table.reserve(1));
  }

  /** Runs the last token of each, for which memory is reserved, in one pass. */
  void advance() {
    batch.clear();
    for (int i = 0; i < tables.size(); i++) {
      int[] ids = hypotheses.get(i).ids();
      one[0] = ids[ids.length - 1];
      batch.add(tables.get(i), one, 0, 1);
      wanted[i] = i;
    }
    engine.advance(batch, wanted, states, logits);
  }

  /** Frees the memory. */
  @Override
  public void close() {
    tables.forEach(BlockTable::close);
  }
}
