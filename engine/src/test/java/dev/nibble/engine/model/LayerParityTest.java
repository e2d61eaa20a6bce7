package dev.nibble.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Model;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.scalar.ScalarKernels;
import dev.nibble.engine.kernel.vector.VectorKernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vector tier against the scalar one, behind every block of a real model. */
final class LayerParityTest {
  private static final int[] IDS = {1, 403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421};

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Trace(List<float[]> residuals, float[] logits) {}

  /** Runs the ids in batches of the given sizes and keeps what every block left behind. */
  private static Trace trace(Model model, Kernels kernels, int[] ids, int... batches) {
    List<float[]> residuals = new ArrayList<>();
    int width = model.config().width();
    LayerProbe probe = (_, x, tokens) -> residuals.add(Arrays.copyOf(x, tokens * width));
    Transformer transformer =
        new Transformer(
            model.config(), model.tensors(), kernels, probe, Transformer.Offloading.NONE);
    float[] logits = new float[model.config().vocabularySize()];
    KvShape shape = Transformer.kvShape(model.config(), KvType.F32);
    try (KvPool pool = new KvPool(shape, (ids.length + KvPool.BLOCK) * shape.positionBytes());
        KvCache cache = pool.newTable(ids.length)) {
      Batch batch = new Batch();
      for (int count : batches) {
        cache.reserve(count);
        batch.clear();
        batch.add(cache, ids, cache.length(), count);
        transformer.forward(batch);
      }
      float[] state = new float[width];
      transformer.copyStates(batches[batches.length - 1] - 1, 1, state, 0);
      transformer.logits(state, 0, 1, logits);
    }
    return new Trace(residuals, logits);
  }

  private static void assertClose(float[] expected, float[] actual, String where) {
    assertEquals(expected.length, actual.length, where);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    double relative = difference / largest;
    assertTrue(relative < 1e-5, where + " is off by " + relative);
  }

  @Test
  void vectorFollowsScalarBehindEveryBlockAndInTheLogits() throws IOException {
    try (Model model = Model.open(TestModels.bundled());
        Kernels scalar = new ScalarKernels(2);
        Kernels vector = new VectorKernels(2)) {
      Trace expected = trace(model, scalar, IDS, 7, 5, 1);
      Trace actual = trace(model, vector, IDS, 7, 5, 1);
      assertEquals(3 * model.config().layers().size(), expected.residuals.size());
      for (int i = 0; i < expected.residuals.size(); i++) {
        int layer = i % model.config().layers().size();
        assertClose(expected.residuals.get(i), actual.residuals.get(i), "block " + layer);
      }
      assertClose(expected.logits, actual.logits, "the logits");
    }
  }

  @Test
  void onePrefillEqualsTokenByToken() throws IOException {
    int[] one = new int[IDS.length];
    Arrays.fill(one, 1);
    try (Model model = Model.open(TestModels.bundled());
        Kernels scalar = new ScalarKernels(1);
        Kernels vector = new VectorKernels(1)) {
      for (Kernels kernels : List.of(scalar, vector)) {
        assertClose(
            trace(model, kernels, IDS, IDS.length).logits,
            trace(model, kernels, IDS, one).logits,
            kernels.id());
      }
    }
  }

  @Test
  void aPromptOverSeveralBatchesIsOneSequence() throws IOException {
    int[] ids = new int[Transformer.MAX_BATCH + 88];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = IDS[i % IDS.length];
    }
    try (Model model = Model.open(TestModels.bundled());
        Kernels kernels = new ScalarKernels(2)) {
      assertClose(
          trace(model, kernels, ids, Transformer.MAX_BATCH, 88).logits,
          trace(model, kernels, ids, 200, 1, 399).logits,
          "the logits behind " + ids.length + " tokens");
    }
  }
}
