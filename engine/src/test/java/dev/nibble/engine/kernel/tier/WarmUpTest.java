package dev.nibble.engine.kernel.tier;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
  private static final Random RANDOM = new Random(1);

  private static boolean isRunning() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("nibble-warm-up"));
  }

  @Test
  void closingEndsIt() {
    List<Tensor> tensors = List.of(TestTensors.random(TensorType.Q4_K, 64, 256, RANDOM));

    try (WarmUp warmUp = WarmUp.start(Tier.VECTOR, tensors)) {
      assertTrue(warmUp.isForAny());
    }

    assertFalse(isRunning());
  }

  @Test
  void itPassesByWhatIsNoMatrixOrTooSmall() {
    Tensor small = TestTensors.random(TensorType.F32, 2, 32, RANDOM);
    Tensor vector = new Tensor("norm", TensorType.F32, List.of(64L), small.data(), 0);

    try (WarmUp warmUp = WarmUp.start(Tier.VECTOR, List.of(small, vector))) {
      assertFalse(warmUp.isForAny());
    }
  }

  @Test
  void theScalarTierNeedsNone() {
    List<Tensor> tensors = List.of(TestTensors.random(TensorType.F32, 64, 256, RANDOM));

    try (WarmUp warmUp = WarmUp.start(Tier.SCALAR, tensors)) {
      assertFalse(warmUp.isForAny());
    }
  }
}
