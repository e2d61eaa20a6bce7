package dev.nibble.engine.schedule;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.PrefixKey;
import dev.nibble.engine.measure.BatchMeters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plans forward passes. Every sequence that has its prompt behind it gets one token; what is left
 * of the pass is shared evenly among the prompts, in whole blocks.
 *
 * <p>A sequence comes in when there is memory for all its tokens, and a block more for each that is
 * in already. Later, where a sequence finds none, the last one in {@linkplain Sequence#ORDER order}
 * gives up its own and waits again, to be computed once more; who is last itself waits where it
 * stands. The first in order always gets on.
 *
 * <p>Of sequences that begin alike one computes the common blocks, while the others wait for them.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Scheduler {
  private final KvPool pool;
  private final Limits limits;
  private final NavigableSet<Sequence> waiting = new TreeSet<>(Sequence.ORDER);

  /** In order. */
  private final List<Sequence> running = new ArrayList<>();

  private final List<Sequence> planned = new ArrayList<>();
  private long arrivals;
  private long steps;
  private long preemptions;
  private long found;
  private long computed;

  /**
   * Creates a scheduler without sequences.
   *
   * @param pool the memory
   * @param limits how much goes at once
   */
  public Scheduler(KvPool pool, Limits limits) {
    this.pool = pool;
    this.limits = limits;
  }

  /**
   * Lets a sequence wait for its turn.
   *
   * @param sequence one that was never here
   */
  public void add(Sequence sequence) {
    sequence.arrive(arrivals++);
    waiting.add(sequence);
  }

  /**
   * Forgets a sequence and frees its memory.
   *
   * @param sequence one that is here
   */
  public void remove(Sequence sequence) {
    waiting.remove(sequence);
    running.remove(sequence);
    sequence.leave();
  }

  /** Whether no sequence is here. */
  public boolean isEmpty() {
    return waiting.isEmpty() && running.isEmpty();
  }

  /** How many sequences have memory. */
  public int running() {
    return running.size();
  }

  /** How many sequences have none. */
  public int waiting() {
    return waiting.size();
  }

  /** What was done so far. */
  public BatchMeters meters() {
    int unused = 0;
    for (Sequence sequence : running) {
      unused += sequence.cache().blocks() * KvPool.BLOCK - sequence.cache().length();
    }
    return new BatchMeters(
        running.size(), waiting.size(), unused, steps, computed, found, preemptions);
  }

  /**
   * Plans a pass.
   *
   * @param batch receives its tokens, for which memory is reserved
   * @return the sequences in it, in the order of the batch, valid until the next call; none where
   *     no sequence is here, or where the {@linkplain #stuck() first} finds no memory
   */
  public List<Sequence> plan(Batch batch) {
    admit();
    batch.clear();
    planned.clear();
    Set<PrefixKey> begun = new HashSet<>();
    int prompts = 0;
    int left = limits.tokens();
    List<Sequence> ready = new ArrayList<>();
    for (Sequence sequence : running) {
      found += sequence.adopt();
      Optional<PrefixKey> next = sequence.cache().nextBlock(sequence.ids(), sequence.findable());
      if (next.isEmpty() || begun.add(next.get())) {
        ready.add(sequence);
        if (sequence.pending() == 1) {
          left--;
        } else {
          prompts++;
        }
      }
    }
    for (Sequence sequence : ready) {
      int pending = sequence.isWaiting() ? 0 : sequence.pending();
      int count = pending;
      if (pending > 1) {
        count = chunk(pending, left, prompts--);
        left -= count;
      }
      if (count > 0 && reserve(sequence, count)) {
        batch.add(sequence.cache(), sequence.ids(), sequence.cache().length(), count);
        planned.add(sequence);
        computed += count;
      }
    }
    steps += planned.isEmpty() ? 0 : 1;
    return Collections.unmodifiableList(planned);
  }

  /** What a prompt gets of the tokens that are left for a number of prompts. */
  private static int chunk(int pending, int left, int prompts) {
    int share = Math.max(KvPool.BLOCK, left / prompts / KvPool.BLOCK * KvPool.BLOCK);
    int count = Math.min(pending, share);
    return count <= left ? count : 0;
  }

  /** Lets sequences in as long as there is room, the first in order first. */
  private void admit() {
    while (!waiting.isEmpty()) {
      Sequence next = waiting.first();
      if (running.size() < limits.sequences() && enter(next)) {
        waiting.remove(next);
        insert(next);
      } else if (!running.isEmpty() && running.getLast().priority() < next.priority()) {
        preempt(running.getLast());
      } else {
        return;
      }
    }
  }

  private boolean enter(Sequence sequence) {
    BlockTable cache = pool.newIndexedTable(sequence.capacity());
    int positions = cache.adopt(sequence.ids(), sequence.findable());
    int needed = blocks(sequence.length() - positions) + blocksToCome() + running.size();
    if (needed > pool.available()) {
      cache.close();
      return false;
    }
    found += positions;
    sequence.enter(cache, positions);
    return true;
  }

  /** Blocks that sequences need for tokens that they have. */
  private int blocksToCome() {
    int blocks = 0;
    for (Sequence sequence : running) {
      blocks += Math.max(0, blocks(sequence.length()) - sequence.cache().blocks());
    }
    return blocks;
  }

  private static int blocks(int positions) {
    return Math.ceilDiv(positions, KvPool.BLOCK);
  }

  private void insert(Sequence sequence) {
    int at = Collections.binarySearch(running, sequence, Sequence.ORDER);
    running.add(-1 - at, sequence);
  }

  /** Finds memory for a sequence, that of others behind it where need be. */
  private boolean reserve(Sequence sequence, int count) {
    while (!sequence.cache().reserve(count)) {
      Sequence last = running.getLast();
      if (last == sequence) {
        return false;
      }
      preempt(last);
    }
    return true;
  }

  private void preempt(Sequence sequence) {
    running.remove(sequence);
    sequence.leave();
    waiting.add(sequence);
    preemptions++;
  }

  /** The sequence that has all memory there is and finds no more, or cannot come in at all. */
  public Optional<Sequence> stuck() {
    if (!running.isEmpty()) {
      return Optional.of(running.getFirst());
    }
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first());
  }
}
