package dev.nibble.tests.architecture;

import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Model;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.tier.Tier;
import dev.nibble.engine.kernel.tier.TierSelector;
import dev.nibble.engine.model.Transformer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs chosen tokens as generated ones are run, one at a time. A session would choose them itself.
 */
final class TokenByToken implements AutoCloseable {
  private static final int THREADS = 2;

  private final Model model;
  private final Kernels kernels;
  private final Transformer transformer;
  private final KvPool pool;
  private final KvCache cache;
  private final Batch batch = new Batch();

  TokenByToken(Path file, KernelChoice choice) throws IOException {
    model = Model.open(file);
    kernels = TierSelector.start(Tier.valueOf(choice.name()), THREADS);
    transformer = new Transformer(model.config(), model.tensors(), kernels);
    KvShape shape = Transformer.kvShape(model.config(), KvType.F32);
    pool = new KvPool(shape, 2L * SmallVocabulary.CONTEXT * shape.positionBytes());
    cache = pool.newTable(SmallVocabulary.CONTEXT);
  }

  /** The logits behind one more token. */
  float[] logits(int id) {
    float[] state = new float[model.config().width()];
    float[] logits = new float[model.config().vocabularySize()];
    cache.reserve(1);
    batch.clear();
    batch.add(cache, new int[] {id}, 0, 1);
    transformer.forward(batch);
    transformer.copyStates(0, 1, state, 0);
    transformer.logits(state, 0, 1, logits);
    return logits;
  }

  @Override
  public void close() {
    cache.close();
    pool.close();
    kernels.close();
    model.close();
  }
}
