package dev.nibble.cli;

import dev.nibble.cli.fallback.FallbackTrace;
import dev.nibble.cli.fallback.Level;
import dev.nibble.cli.fallback.OnDevice;
import dev.nibble.cli.fallback.Stage;
import dev.nibble.cli.fallback.TracedToken;
import dev.nibble.engine.Engine;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import dev.nibble.tokenizer.DecodeOptions;
import dev.nibble.tokenizer.StreamingDecoder;
import java.util.ArrayList;
import java.util.List;

/** One text, while the budget of the device goes from level to level. */
final class FallbackRun {
  /** Java compiles for all placements meanwhile. */
  private static final long REHEARSAL_NANOS = 2_000_000_000;

  private final Engine engine;
  private final MemoryPlan plan;
  private final int[] prompt;
  private final List<Level> levels;
  private final int end;
  private final List<Integer> ids = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final List<TracedToken> tokens = new ArrayList<>();
  private final List<PlacementChange> changes = new ArrayList<>();

  /**
   * Prepares.
   *
   * @param engine a model with layers on a device
   * @param prompt what is continued
   * @param levels the levels of the budget, in order
   */
  FallbackRun(Engine engine, int[] prompt, List<Level> levels) {
    this.engine = engine;
    plan = engine.memoryPlan().orElseThrow();
    this.prompt = prompt;
    this.levels = levels;
    end = prompt.length + levels.stream().mapToInt(Level::tokens).sum();
  }

  /** What a model has on its device at first. */
  static OnDevice planned(MemoryPlan plan) {
    return new OnDevice(plan.planned(), plan.output());
  }

  /**
   * Runs all levels.
   *
   * @param watcher sees it
   */
  FallbackTrace run(FallbackWatcher watcher) {
    warmUp();
    engine.watchPlacement(change -> {
      changes.add(change);
      watcher.changed(change);
    });
    engine.limitDevice(budget(levels.getFirst(), prompt.length + 1));
    try (GreedyText greedy = new GreedyText(engine, end)) {
      greedy.begin(prompt);
      StreamingDecoder decoder = engine.tokenizer().streamingDecoder(DecodeOptions.continuing());
      for (int level = 0; level < levels.size(); level++) {
        engine.limitDevice(budget(levels.get(level), prompt.length + ids.size() + 1));
        for (int i = 0; i < levels.get(level).tokens(); i++) {
          ids.add(greedy.best());
          emit(decoder.append(greedy.best()), watcher);
          advance(greedy, level, watcher);
        }
      }
      emit(decoder.flush(), watcher);
    }
    return new FallbackTrace(plan.device(), plan.layers(), planned(plan), levels, tokens, changes);
  }

  /** The tokens that were chosen. */
  List<Integer> ids() {
    return List.copyOf(ids);
  }

  /** Their text. */
  String text() {
    return text.toString();
  }

  /**
   * Goes through the levels again and again for two seconds, on an engine to which layers come back
   * and which is not used for anything else: a device keeps the memory that it once had.
   */
  void rehearse() {
    long begin = System.nanoTime();
    try (GreedyText greedy = new GreedyText(engine, end)) {
      while (goesOn(begin)) {
        greedy.begin(prompt);
        int next = prompt.length + 1;
        for (Level level : levels) {
          engine.limitDevice(budget(level, next));
          for (int i = 0; i < level.tokens() && goesOn(begin); i++) {
            greedy.advance();
            next++;
          }
        }
      }
    }
  }

  private static boolean goesOn(long begin) {
    return System.nanoTime() - begin < REHEARSAL_NANOS;
  }

  /** A device compiles at its first passes. The blocks are those that the prompt needs anyway. */
  private void warmUp() {
    int room = Math.min(end, Math.ceilDiv(prompt.length + 1, KvPool.BLOCK) * KvPool.BLOCK);
    try (GreedyText greedy = new GreedyText(engine, room)) {
      greedy.begin(prompt);
      for (int i = prompt.length; i < room; i++) {
        greedy.advance();
      }
    }
  }

  /**
   * The most with which no more stays on the device, or comes back to it, than is wanted.
   *
   * @param next tokens of the sequence with the next one
   */
  private long budget(Level level, int next) {
    if (level.stage() == Stage.OPTIMAL) {
      return required(planned(plan), end + KvPool.BLOCK);
    }
    OnDevice wanted = level.wanted();
    OnDevice more =
        wanted.layers() < plan.planned() ? new OnDevice(wanted.layers() + 1, false) : planned(plan);
    boolean comes = level.stage() == Stage.RETURNING;
    return required(more, comes ? next + KvPool.BLOCK : next) - 1;
  }

  private long required(OnDevice held, int count) {
    return plan.requiredBytesAt(plan.layers() - held.layers(), held.output(), count);
  }

  private void emit(String piece, FallbackWatcher watcher) {
    text.append(piece);
    watcher.text(piece);
  }

  private void advance(GreedyText greedy, int level, FallbackWatcher watcher) {
    int before = changes.size();
    long nanos = greedy.advance();
    OffloadMeters meters = engine.offloadMeters();
    tokens.add(
        new TracedToken(
            prompt.length + ids.size(),
            level,
            nanos,
            new OnDevice(meters.deviceLayers(), meters.output()),
            changes.size() > before,
            meters.requiredBytes(),
            meters.budgetBytes(),
            meters.usedBytes()));
    watcher.token(meters, prompt.length + ids.size());
  }
}
