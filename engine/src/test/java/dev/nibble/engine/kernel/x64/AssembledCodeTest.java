package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.engine.kernel.x64.AssembledCode.Outcome;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the attempt to have code, by what the process has. */
final class AssembledCodeTest {
  private static final int COLUMNS = 256;
  private static final int ROWS = 40;

  private static Outcome without(String missing) {
    CodeHere.require();
    return AssembledCode.attempt("Linux", "amd64", missing);
  }

  private static AssembledCode usable(Outcome outcome) {
    return assertInstanceOf(Outcome.Usable.class, outcome, outcome::toString).code();
  }

  /** A product of the code is that of the scalar model. */
  private static void checkProduct(AssembledCode code) {
    SplittableRandom random = new SplittableRandom(3);
    Tensor tensor = TestTensors.random(TensorType.Q8_0, ROWS, COLUMNS, random);
    float[] x = TestTensors.activations(COLUMNS, random);
    float[] expected = new float[ROWS];
    ReferenceProduct.of(WeightForm.of(TensorType.Q8_0).orElseThrow(), COLUMNS)
        .multiply(tensor.data(), ROWS, x, 0, expected, 0);
    try (AssembledKernels kernels = new AssembledKernels(code, 1, true, false)) {
      Matrix matrix = kernels.matrix(tensor);
      assertInstanceOf(AssembledMatrix.class, matrix);
      float[] y = new float[ROWS];
      kernels.matmul(matrix, x, 1, y);
      assertArrayEquals(expected, y);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, amd64, 'Mac OS X on amd64, code is assembled for x86-64 on Linux'",
    "Linux, aarch64, 'Linux on aarch64, code is assembled for x86-64 on Linux'",
  })
  void otherSystemsAndProcessorsHaveNoCode(String system, String processor, String reason) {
    assertEquals(
        new Outcome.Unsupported(reason), AssembledCode.attempt(system, processor, "mprotect"));
  }

  @Test
  void theBestSetOfInstructionsIsTakenThatIsLeft() {
    AssembledCode second = usable(without("avx512_vnni"));
    assertTrue(second.description().matches("AVX-VNNI|AVX2"), second.description());
    AssembledCode third = usable(without("AVX512_VNNI,avx_vnni"));
    assertEquals("AVX2", third.description());
    assertEquals(256, third.vectorBits());
    checkProduct(second);
    checkProduct(third);
  }

  @Test
  void withoutAnySetThereIsNoCodeAndWhatIsMissingIsSaid() {
    assertEquals(
        new Outcome.Unsupported("the processor lacks [AVX2, F16C]"), without("avx512f,avx2,f16c"));
  }

  @Test
  void whereProtectionIsRefusedCodeStillRuns() {
    checkProduct(usable(without("mprotect")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memfd_create", "ftruncate"})
  void whereAllMemoryIsRefusedBothReasonsAreSaidAndARemedy(String call) {
    Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, without("mprotect," + call));
    assertEquals(
        "no memory may hold code: mprotect failed with errno 1, %s failed with errno 1"
            .formatted(call),
        refused.reason());
    assertTrue(refused.remedy().contains("executable memory"), refused.remedy());
  }

  @Test
  void bytesAreMultipliedWhereWeightsAreCodes() {
    AssembledCode code = CodeHere.require();
    assertTrue(code.multipliesBytes(TensorType.Q4_K));
    assertTrue(!code.multipliesBytes(TensorType.F16));
    assertTrue(!code.multipliesBytes(TensorType.Q2_K));
  }
}
