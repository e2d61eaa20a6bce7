package dev.nibble.engine;

import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.DeviceChoice;
import dev.nibble.engine.device.DeviceUnavailableException;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.engine.device.OffloadStart;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.tier.Tier;
import dev.nibble.engine.kernel.tier.TierChoice;
import dev.nibble.engine.kernel.tier.TierSelector;
import dev.nibble.engine.kernel.tier.WarmUp;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.CliffEvent;
import dev.nibble.engine.measure.ModelLoadEvent;
import dev.nibble.engine.model.Transformer;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Chooses what a model is run with, and puts an engine together; what fails leaves nothing open.
 */
final class EngineLoader {
  private static final System.Logger LOG = System.getLogger("dev.nibble.engine");

  private final EngineOptions options;
  private final List<Accelerator> accelerators;
  private final boolean inPlace;

  /**
   * Prepares.
   *
   * @param options how a model is run
   * @param accelerators what may have a device
   * @param inPlace whether the kernels must read weights where the file is mapped
   */
  EngineLoader(EngineOptions options, List<Accelerator> accelerators, boolean inPlace) {
    this.options = options;
    this.accelerators = accelerators;
    this.inPlace = inPlace;
  }

  /**
   * Loads a model.
   *
   * @param path a GGUF file
   * @param wrapping makes the kernels that the engine uses of those that compute
   * @throws IOException see {@link Model#open}
   */
  @SuppressWarnings("try") // the warm-up goes on beside the loading
  Engine load(Path path, BiFunction<ModelTensors, Kernels, Kernels> wrapping) throws IOException {
    long startNanos = System.nanoTime();
    ModelLoadEvent event = new ModelLoadEvent();
    event.begin();
    DeviceChoice device = device();
    boolean besideDevice = device instanceof DeviceChoice.Chosen;
    GgufFile file = GgufFile.open(path);
    try (WarmUp warmUp = WarmUp.start(expectedTier(file, besideDevice), file.tensors().values())) {
      Model model = Model.of(file);
      int contextLength = contextLength(model.config());
      KvShape shape = Transformer.kvShape(model.config(), options.kvType());
      int threads = options.effectiveThreads();
      TierChoice choice = choose(model.tensors().multipliedWeights(), besideDevice);
      boolean quantizing = options.quantizing();
      PageCache pageCache =
          new PageCache(file, type -> TierSelector.copies(choice.tier(), quantizing, type));
      List<Check.Slow> slow = slow(choice, pageCache, threads);
      KvPool pool = KvPool.recorded(shape, options.effectiveKvMemory());
      Kernels kernels =
          wrapping.apply(
              model.tensors(), TierSelector.start(choice.tier(), threads, quantizing, true));
      try {
        OffloadStart start =
            offload(model, contextLength, shape, threads, choice.tier() != Tier.SCALAR);
        Engine engine =
            new Engine(
                model,
                slow,
                pageCache,
                kernels,
                TierSelector.arithmetic(choice.tier(), quantizing, model.tensors()),
                pool,
                contextLength,
                cpu -> start.on(device, cpu),
                startNanos);
        event.loaded(
            path,
            file.bytes(),
            elements(file),
            kernels.id(),
            threads,
            contextLength,
            shape.type().toString(),
            slow);
        return engine;
      } catch (Throwable e) {
        kernels.close();
        pool.close();
        throw e;
      }
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private DeviceChoice device() {
    DeviceChoice choice = DeviceChoice.of(options.offload(), accelerators);
    if (choice instanceof DeviceChoice.None(String reason)) {
      switch (options.offload().choice()) {
        case REQUIRE -> throw new DeviceUnavailableException(reason);
        case AUTO, HOST ->
            LOG.log(Level.INFO, "gpu: none, the CPU computes all layers: {0}", reason);
        case OFF -> {}
      }
    }
    return choice;
  }

  /** The tier that a model will probably get, before it is known which weights a token meets. */
  private Tier expectedTier(GgufFile file, boolean besideDevice) {
    return choose(elements(file), besideDevice).tier();
  }

  private TierChoice choose(long weights, boolean besideDevice) {
    Optional<Tier> forced = options.kernels().tier();
    return inPlace
        ? TierSelector.selectInPlace(forced, weights)
        : TierSelector.select(forced, weights, besideDevice);
  }

  private static long elements(GgufFile file) {
    return file.tensors().values().stream().mapToLong(Tensor::elements).sum();
  }

  private int contextLength(ModelConfig config) {
    int wanted = options.contextLength();
    int trained = config.contextLength();
    if (config.learnedPositions() && wanted > trained) {
      throw new IllegalArgumentException(
          "a context of %d, expected at most %d: the model has learned no more positions"
              .formatted(wanted, trained));
    }
    return wanted == 0 ? trained : wanted;
  }

  /** What will be slower than the machine can be; it is told at once. */
  private static List<Check.Slow> slow(TierChoice choice, PageCache pageCache, int threads) {
    List<Check.Slow> slow = new ArrayList<>(choice.slow());
    for (Check check : Circumstances.of(pageCache, threads)) {
      if (check instanceof Check.Slow one) {
        slow.add(one);
      }
    }
    for (Check.Slow one : slow) {
      LOG.log(Level.WARNING, "slow: {0}; {1}", one.found(), one.remedy());
      CliffEvent.of(one).commit();
    }
    return slow;
  }

  private OffloadStart offload(
      Model model, int contextLength, KvShape shape, int threads, boolean vectorized) {
    return new OffloadStart(
        options.offload(),
        LayerSpec.all(
            model.config(),
            model.tensors().layers(),
            shape.type(),
            Math.min(Transformer.MAX_BATCH, contextLength)),
        model.tensors().output().weight(),
        shape,
        threads,
        vectorized);
  }
}
