package dev.nibble.engine;

import dev.nibble.engine.architecture.ForwardWork;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.tier.Tier;
import dev.nibble.engine.kernel.tier.TierChoice;
import dev.nibble.engine.kernel.tier.TierSelector;
import dev.nibble.engine.kernel.tier.WarmUp;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.SlowPath;
import dev.nibble.engine.model.Transformer;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A loaded model and the kernels that run it.
 *
 * <p>Safe for use by several threads: each takes a {@link Session} of its own. The sessions of one
 * engine take turns, a batch of tokens each, since an operation uses all worker threads.
 */
public final class Engine implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.nibble.engine");

  private final Model model;
  private final List<Check.Slow> slow;
  private final Kernels kernels;
  private final Transformer transformer;
  private final int contextLength;

  /** Held by the session whose batch is being computed. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private Engine(Model model, List<Check.Slow> slow, Kernels kernels, int contextLength) {
    this.model = model;
    this.slow = List.copyOf(slow);
    this.kernels = kernels;
    this.transformer = new Transformer(model.config(), model.tensors(), kernels);
    this.contextLength = contextLength;
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
   */
  public static Engine load(Path path, EngineOptions options) throws IOException {
    return load(path, options, UnaryOperator.identity());
  }

  /**
   * Loads a model and shows its matrix products. The results are bit for bit those of an engine
   * without a listener.
   *
   * @param path a GGUF file
   * @param options how to run it
   * @param listener is shown every product of every session
   * @return the engine
   * @throws IOException see {@link Model#open}
   * @throws IllegalArgumentException if the context is longer than a model allows that has learned
   *     its positions
   * @throws IllegalStateException if the chosen kernels cannot run in this process
   */
  public static Engine load(Path path, EngineOptions options, ProductListener listener)
      throws IOException {
    return load(path, options, (Kernels kernels) -> new ObservedKernels(kernels, listener));
  }

  @SuppressWarnings("try") // the warm-up goes on beside the loading
  private static Engine load(Path path, EngineOptions options, UnaryOperator<Kernels> wrapping)
      throws IOException {
    GgufFile file = GgufFile.open(path);
    try (WarmUp warmUp = WarmUp.start(expectedTier(options, file), file.tensors().values())) {
      Model model = Model.of(file);
      int contextLength = contextLength(model.config(), options.contextLength());
      int threads = options.effectiveThreads();
      TierChoice choice =
          TierSelector.select(options.kernels().tier(), model.tensors().multipliedWeights());
      List<Check.Slow> slow = new ArrayList<>(choice.slow());
      for (Check check : Circumstances.of(model.file(), threads)) {
        if (check instanceof Check.Slow one) {
          slow.add(one);
        }
      }
      for (Check.Slow one : slow) {
        LOG.log(Level.WARNING, "slow: {0}; {1}", one.found(), one.remedy());
      }
      return new Engine(
          model, slow, wrapping.apply(TierSelector.start(choice.tier(), threads)), contextLength);
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** The tier that a model will probably get, before it is known which weights a token meets. */
  private static Tier expectedTier(EngineOptions options, GgufFile file) {
    long weights = file.tensors().values().stream().mapToLong(Tensor::elements).sum();
    return TierSelector.select(options.kernels().tier(), weights).tier();
  }

  private static int contextLength(ModelConfig config, int wanted) {
    int trained = config.contextLength();
    if (config.learnedPositions() && wanted > trained) {
      throw new IllegalArgumentException(
          "a context of %d, expected at most %d: the model has learned no more positions"
              .formatted(wanted, trained));
    }
    return wanted == 0 ? trained : wanted;
  }

  /** The numbers of the model. */
  public ModelConfig config() {
    return model.config();
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return model.tokenizer();
  }

  /** What the kernels in use are called, such as {@code scalar} or {@code vector-512}. */
  public String kernels() {
    return kernels.id();
  }

  /** How many threads work on an operation. */
  public int threads() {
    return kernels.threads();
  }

  /**
   * What made this engine slower than the machine can be when it was loaded; it was logged then.
   */
  public List<Check.Slow> slow() {
    return slow;
  }

  /** The same without cold weights that have been read since. */
  public List<Check.Slow> stillSlow() {
    List<Check.Slow> now = new ArrayList<>(slow);
    if (Circumstances.pageCache(model.file()) instanceof Check.Passed) {
      now.removeIf(one -> one.path() == SlowPath.COLD_WEIGHTS);
    }
    return now;
  }

  /** Tokens of a prompt that are computed together at most. */
  public int batchTokens() {
    return Transformer.MAX_BATCH;
  }

  /** What the model's forward pass must multiply and read. */
  public ForwardWork work() {
    return new ForwardWork(model.config(), model.tensors(), Float.BYTES);
  }

  /** What a session stores keys and values as, as files call it: {@code f32}. */
  public String kvType() {
    return "f32";
  }

  /** The open file. */
  GgufFile file() {
    return model.file();
  }

  /** Weights that a token is multiplied with. */
  public long weights() {
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
    return new Session(this, transformer.newCache(positions));
  }

  /**
   * Runs one batch and keeps the states behind its last tokens, which {@link #logits} takes.
   *
   * @param states receives {@code [rows][width]}
   */
  void run(int[] ids, int from, int count, KvCache cache, int rows, float[] states) {
    turn.lock();
    try {
      transformer.forward(ids, from, count, cache);
      transformer.copyStates(count - rows, rows, states);
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

  /** Ends the worker threads and unmaps the model; its sessions must be closed before. */
  @Override
  public void close() {
    turn.lock();
    try {
      kernels.close();
      model.close();
    } finally {
      turn.unlock();
    }
  }
}
