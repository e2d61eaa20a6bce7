package dev.nibble.engine;

import dev.nibble.engine.architecture.ForwardWork;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.device.DeviceChoice;
import dev.nibble.engine.device.DeviceUnavailableException;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.PlacementListener;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.DecodeEvent;
import dev.nibble.engine.measure.KvMeters;
import dev.nibble.engine.measure.OffloadMeters;
import dev.nibble.engine.measure.SlowPath;
import dev.nibble.engine.model.Transformer;
import dev.nibble.engine.schedule.Limits;
import dev.nibble.engine.schedule.Scheduler;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.constrain.Constraint;
import dev.nibble.tokenizer.grammar.Grammar;
import dev.nibble.weights.GgufFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A loaded model and the kernels that run it.
 *
 * <p>Safe for use by several threads: each takes a {@link Session} of its own. The sessions of one
 * engine take turns, a batch of tokens each, since an operation uses all worker threads. Whoever
 * closes it must have closed what it made: sessions, batchers and chats.
 */
public final class Engine implements AutoCloseable {
  private final Model model;
  private final List<Check.Slow> slow;
  private final PageCache pageCache;
  private final Kernels kernels;
  private final Arithmetic arithmetic;
  private final Transformer transformer;
  private final KvPool pool;
  private final int contextLength;
  private final Batch batch = new Batch();

  /** For constraints. */
  private final SortedTokens tokens;

  /** Held by the session whose batch is being computed. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private final Duration loadTime;

  private boolean closed;

  Engine(
      Model model,
      List<Check.Slow> slow,
      PageCache pageCache,
      Kernels kernels,
      Arithmetic arithmetic,
      KvPool pool,
      int contextLength,
      Transformer.Offloading offloading,
      long startNanos) {
    this.model = model;
    tokens = new SortedTokens(model.tokenizer());
    this.slow = List.copyOf(slow);
    this.pageCache = pageCache;
    this.kernels = kernels;
    this.arithmetic = arithmetic;
    transformer = new Transformer(model.config(), model.tensors(), kernels, offloading);
    this.pool = pool;
    this.contextLength = contextLength;
    loadTime = Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /**
   * Loads a model with the default options.
   *
   * @param path a GGUF file
   * @return the engine
   * @throws IOException see {@link Model#open}
   */
  public static Engine load(Path path) throws IOException {
    return load(path, EngineOptions.defaults());
  }

  /**
   * Loads a model.
   *
   * @param path a GGUF file
   * @param options how to run it
   * @return the engine
   * @throws IOException see {@link Model#open}
   * @throws IllegalArgumentException if the context is longer than a model allows that has learned
   *     its positions
   * @throws IllegalStateException if the chosen kernels cannot run in this process
   * @throws DeviceUnavailableException if a device is required and there is none
   */
  public static Engine load(Path path, EngineOptions options) throws IOException {
    return load(path, options, DeviceChoice.accelerators());
  }

  /**
   * Loads a model and shows its products and its attention, all of which the CPU computes. The
   * results are bit for bit those of an engine without a listener.
   *
   * @param path a GGUF file
   * @param options how to run it
   * @param listener is shown those of every session
   * @return the engine
   * @throws IOException see {@link Model#open}
   * @throws IllegalArgumentException if the context is longer than a model allows that has learned
   *     its positions
   * @throws IllegalStateException if the chosen kernels cannot run in this process
   */
  public static Engine load(Path path, EngineOptions options, ProductListener listener)
      throws IOException {
    return new EngineLoader(onCpu(options), List.of(), false)
        .load(path, (_, kernels) -> new ObservedKernels(kernels, listener));
  }

  /**
   * Loads a model whose weights are read from the mapped file for each product: no kernels that
   * copy them are used. The products are shown to a listener that knows the tensors.
   *
   * @param path a GGUF file
   * @param options how to run it; {@link KernelChoice#ASSEMBLED} is {@link KernelChoice#VECTOR}
   * @param watching makes the listener of the tensors that the engine uses
   * @return the engine
   * @throws IOException see {@link Model#open}
   * @throws IllegalArgumentException as without a listener
   * @throws IllegalStateException if the chosen kernels cannot run in this process
   * @see #load(Path, EngineOptions, ProductListener)
   */
  public static Engine loadInPlace(
      Path path, EngineOptions options, Function<ModelTensors, ProductListener> watching)
      throws IOException {
    return new EngineLoader(onCpu(options), List.of(), true)
        .load(path, (tensors, kernels) -> new ObservedKernels(kernels, watching.apply(tensors)));
  }

  private static EngineOptions onCpu(EngineOptions options) {
    return options.withOffload(OffloadOptions.of(GpuChoice.OFF));
  }

  /** Loads a model with accelerators that a test has made. */
  static Engine load(Path path, EngineOptions options, List<Accelerator> accelerators)
      throws IOException {
    return new EngineLoader(options, accelerators, false).load(path, (_, kernels) -> kernels);
  }

  /** The file that was loaded. */
  public Path path() {
    return model.file().path();
  }

  /** The numbers of the model. */
  public ModelConfig config() {
    return model.config();
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return model.tokenizer();
  }

  /**
   * Makes a grammar a constraint for texts of this model. Requests should share it: what is known
   * of a grammar need not be found out again.
   *
   * @param grammar which texts there may be
   * @return the constraint, for any number of texts of this engine
   * @throws dev.nibble.tokenizer.constrain.ConstraintLimitException if the grammar is too large
   */
  public Constraint constraint(Grammar grammar) {
    return new Constraint(grammar, tokens.get());
  }

  /** What the kernels in use are called, such as {@code scalar} or {@code vector-512}. */
  public String kernels() {
    return kernels.id();
  }

  /** What most multiply-adds of the CPU's products are. */
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  /** Bytes of weights that the kernels have copied and read no more in the file. */
  public long copiedBytes() {
    return kernels.copiedBytes();
  }

  /** How long loading took, weights that are laid out anew included. */
  public Duration loadTime() {
    return loadTime;
  }

  /** How many threads work on an operation. */
  public int threads() {
    return kernels.threads();
  }

  /**
   * How many neighbouring tokens of a sequence are computed together by the same sums as each by
   * itself, at most: 1 or more.
   */
  int likeOne() {
    return Math.min(kernels.likeOne(), transformer.offload().likeOne());
  }

  /** What is on a device, and how fast that is. May be called at any time, by any thread. */
  public OffloadMeters offloadMeters() {
    return transformer.offload().meters();
  }

  /** Which layers were to go to a device; empty where there is none. */
  public Optional<MemoryPlan> memoryPlan() {
    return transformer.offload().plan();
  }

  /** Which layers were to go to a device and what they need there, in a few lines. */
  public List<String> placement() {
    return memoryPlan()
        .map(plan -> plan.lines(contextLength))
        .orElseGet(() -> List.of("the CPU computes all layers: " + offloadReason()));
  }

  /**
   * Why the CPU computes all layers, or more than were planned for it, in a sentence; empty where a
   * device got all that were planned.
   */
  public String offloadReason() {
    return transformer.offload().reason();
  }

  /**
   * Has layers told that move to a device and away from it.
   *
   * @param listener is told by the thread that runs a pass
   */
  public void watchPlacement(PlacementListener listener) {
    transformer.offload().watch(listener);
  }

  /**
   * Changes what the device may use, from the next pass on: layers leave it where that is too
   * little. May be called at any time, by any thread.
   *
   * @param bytes how much; never more than what the device was opened with
   */
  public void limitDevice(long bytes) {
    transformer.offload().limit(bytes);
  }

  /**
   * Measures what the device can do at best, with memory that it has left. Takes some seconds, in
   * which no session goes on.
   *
   * @return the ceiling, or why it was not measured
   */
  public Outcome<DeviceCeiling> deviceCeiling() {
    turn.lock();
    try {
      return transformer.offload().ceiling();
    } finally {
      turn.unlock();
    }
  }

  /**
   * What made this engine slower than the machine can be when it was loaded; it was logged then.
   */
  public List<Check.Slow> slowPaths() {
    return slow;
  }

  /** The same without cold weights that have been read since. */
  public List<Check.Slow> slowPathsNow() {
    List<Check.Slow> now = new ArrayList<>(slow);
    if (pageCache.check() instanceof Check.Passed) {
      now.removeIf(one -> one.path() == SlowPath.COLD_WEIGHTS);
    }
    return now;
  }

  /** What the model reads of its file. */
  PageCache pageCache() {
    return pageCache;
  }

  /** Tokens of a prompt that are computed together at most. */
  public int batchTokens() {
    return Transformer.MAX_BATCH;
  }

  /** What the model's forward pass must multiply and read. */
  public ForwardWork work() {
    return new ForwardWork(model.config(), model.tensors(), pool.shape().rowBytes());
  }

  /** What keys and values are stored as. */
  public KvType kvType() {
    return pool.shape().type();
  }

  /** What the memory for keys and values is used for at present. */
  public KvMeters kvMeters() {
    return pool.meters();
  }

  /** What a position of a sequence takes. */
  KvShape kvShape() {
    return pool.shape();
  }

  /** Whether keys are the same in sequences that may have as many positions as one or the other. */
  boolean turnsAlike(int capacity, int other) {
    return transformer.turnsAlike(capacity, other);
  }

  /** The open file. */
  GgufFile file() {
    return model.file();
  }

  /** Weights that a token is multiplied with. */
  long weights() {
    return model.tensors().multipliedWeights();
  }

  /** Positions that a sequence may have. */
  public int contextLength() {
    return contextLength;
  }

  /**
   * A session with memory for one sequence that fills the context.
   *
   * @return the session, to be closed by the caller and before the engine
   */
  public Session newSession() {
    return newSession(contextLength);
  }

  /**
   * A session with memory for a shorter sequence.
   *
   * @param positions how many tokens the sequence may have, 1 or more
   * @return the session, to be closed by the caller and before the engine
   * @throws IllegalArgumentException if that is more than {@link #contextLength()}
   */
  public Session newSession(int positions) {
    if (positions < 1 || positions > contextLength) {
      throw new IllegalArgumentException(
          "a session of %d positions, expected 1 to %d".formatted(positions, contextLength));
    }
    return new Session(this, newTable(positions));
  }

  /**
   * A session with memory for one sequence that fills the context, and that shares: a generation
   * does not compute what sessions of this kind, or a batcher, have computed of the beginning of
   * its prompt, in whole blocks of {@value KvPool#BLOCK} tokens. What a closed session has computed
   * stays until other sequences need the memory. Texts are those of any session, as far as rounding
   * lets them: fewer tokens go through the model together.
   *
   * @return the session, to be closed by the caller and before the engine
   */
  public Session newSharingSession() {
    return new Session(this, pool.newIndexedTable(contextLength));
  }

  /** Memory for a sequence of its own. */
  BlockTable newTable(int positions) {
    return pool.newTable(positions);
  }

  /**
   * Generates many texts at once, in the memory that this engine has for keys and values.
   *
   * @param options how much at once
   * @return the batcher, to be closed by the caller and before the engine
   * @throws IllegalArgumentException if a step has too few tokens or too many
   */
  public Batcher newBatcher(BatchOptions options) {
    if (options.stepTokens() > Transformer.MAX_BATCH) {
      throw new IllegalArgumentException(
          "%d tokens a step, expected at most %d"
              .formatted(options.stepTokens(), Transformer.MAX_BATCH));
    }
    Limits limits = new Limits(options.sequences(), options.stepTokens());
    return new Batcher(this, new Scheduler(pool, limits), limits);
  }

  /**
   * Refuses tokens that no sequence can begin with.
   *
   * @param ids the tokens
   * @param capacity positions that the sequence may have
   */
  void checkPrompt(int[] ids, int capacity) {
    if (ids.length == 0) {
      throw new IllegalArgumentException(
          "the prompt is empty, and the model puts no token in front: give it a text");
    }
    if (ids.length > capacity) {
      throw new ContextOverflowException(ids.length, capacity);
    }
    for (int id : ids) {
      checkVocabulary(id);
    }
  }

  /** Refuses what is no token. */
  void checkVocabulary(int id) {
    int size = config().vocabularySize();
    if (id < 0 || id >= size) {
      throw new IllegalArgumentException(
          "token %d is not in the vocabulary of %d".formatted(id, size));
    }
  }

  /**
   * Runs one more token of each of some sessions in one pass, and computes the logits behind them.
   *
   * @param sessions different ones of this engine
   * @param ids a token for each
   * @param logits receives {@code [sessions][vocabulary]}
   * @throws ContextOverflowException if the context of one is full; nothing has changed then
   * @throws KvMemoryException if there is no memory for their keys and values
   * @throws IllegalArgumentException if a token is not in the vocabulary
   */
  public void advance(List<Session> sessions, int[] ids, float[] logits) {
    int count = sessions.size();
    int[] wanted = new int[count];
    Batch tokens = new Batch();
    for (int i = 0; i < count; i++) {
      sessions.get(i).prepare(ids[i]);
      tokens.add(sessions.get(i).cache(), ids, i, 1);
      wanted[i] = i;
    }
    advance(tokens, wanted, new float[count * config().width()], logits);
  }

  /**
   * Runs one token each of some sequences, for whose keys and values there is memory, and computes
   * the logits behind them.
   *
   * @param tokens the tokens
   * @param wanted their numbers, from 0 on
   * @param states working memory, {@code [sequences][width]}
   * @param logits receives {@code [sequences][vocabulary]}
   */
  void advance(Batch tokens, int[] wanted, float[] states, float[] logits) {
    int longest = 0;
    for (int i = 0; i < tokens.sequences(); i++) {
      longest = Math.max(longest, tokens.position(i) + 1);
    }
    final long begin = System.nanoTime();
    DecodeEvent event = new DecodeEvent();
    event.begin();
    run(tokens, wanted, tokens.sequences(), states, logits);
    event.advanced(tokens.sequences(), longest, System.nanoTime() - begin);
  }

  /** Positions that keys and values of all sequences together may have. */
  int kvPositions() {
    return pool.positions();
  }

  /**
   * Makes room for more positions of a sequence.
   *
   * @throws KvMemoryException if there is no memory for their keys and values
   */
  void reserve(BlockTable table, int count) {
    if (!table.reserve(count)) {
      throw new KvMemoryException(table.length() + count, pool.meters());
    }
  }

  /**
   * Runs tokens of one sequence and keeps the states behind the last of them, which {@link #logits}
   * takes.
   *
   * @param states receives {@code [rows][width]}
   * @throws KvMemoryException if there is no memory for their keys and values
   */
  void run(int[] ids, int from, int count, BlockTable cache, int rows, float[] states) {
    turn.lock();
    try {
      reserve(cache, count);
      batch.clear();
      batch.add(cache, ids, from, count);
      transformer.forward(batch);
      transformer.copyStates(count - rows, rows, states, 0);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Runs tokens for whose keys and values there is memory.
   *
   * @param many the tokens
   * @param wanted the tokens, counted over the batch, behind which logits are wanted
   * @param rows how many of them
   * @param states working memory, {@code [rows][width]}
   * @param logits receives {@code [rows][vocabulary]}
   */
  void run(Batch many, int[] wanted, int rows, float[] states, float[] logits) {
    turn.lock();
    try {
      transformer.forward(many);
      for (int i = 0; i < rows; i++) {
        transformer.copyStates(wanted[i], 1, states, i);
      }
      if (rows > 0) {
        transformer.logits(states, 0, rows, logits);
      }
    } finally {
      turn.unlock();
    }
  }

  /** See {@link Kernels#each}. */
  void each(int count, Kernels.Item task) {
    turn.lock();
    try {
      if (count > 0) {
        kernels.each(count, task);
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Computes the logits of states.
   *
   * @param states {@code [tokens][width]}
   * @param logits receives {@code [rows][vocabulary]}, those behind the tokens from {@code first}
   *     on
   */
  void logits(float[] states, int first, int rows, float[] logits) {
    turn.lock();
    try {
      transformer.logits(states, first, rows, logits);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Ends the worker threads and unmaps the model; its sessions must be closed before. A second call
   * does nothing.
   */
  @Override
  public void close() {
    turn.lock();
    try {
      if (!closed) {
        closed = true;
        transformer.offload().close();
        kernels.close();
        pool.close();
        model.close();
      }
    } finally {
      turn.unlock();
    }
  }
}
