package dev.nibble.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.Model;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every device must do. The oracles are a naive loop in float64 for products, and the scalar
 * kernels for layers. A device may say that it lacks an operation: its test is then skipped.
 */
public abstract class AcceleratorContract {
  private static final long PLENTY = 256L << 20;

  private static Model model;

  private final RandomGenerator random = new SplittableRandom(11);
  private Device device;

  /** Creates the contract. */
  protected AcceleratorContract() {}

  /** Makes the accelerator under test. */
  protected abstract Accelerator accelerator();

  /**
   * How far numbers of a layer may be from those of the scalar kernels, relative to the largest; 0
   * for the same bits.
   */
  protected abstract double layerTolerance();

  /** How far a product may be from the exact one, relative to the sum of its absolute terms. */
  protected abstract double productTolerance();

  @BeforeAll
  static void openModel() throws IOException {
    model = Model.open(TestModels.bundled());
  }

  @AfterAll
  static void closeModel() {
    model.close();
  }

  @BeforeEach
  void openDevice() {
    device = open(PLENTY);
  }

  @AfterEach
  void closeDevice() {
    device.close();
    assertEquals(0, device.usedBytes(), "a closed device uses nothing");
  }

  private Device open(long memory) {
    Accelerator accelerator = accelerator();
    Probe probe = accelerator.probe();
    assumeTrue(probe instanceof Probe.Found, probe::toString);
    DeviceInfo info = ((Probe.Found) probe).devices().getFirst();
    return done(accelerator.open(new DeviceRequest(info, memory, 2, false)));
  }

  private static LayerVariant plain() {
    return LayerVariant.of(model).getFirst();
  }

  private static LayerSpec spec(int layer) {
    return new LayerSpec(
        layer, model.config(), model.tensors().layers().get(layer), KvType.F32, 64);
  }

  private static List<LayerSpec> specs() {
    return IntStream.range(0, model.config().layers().size())
        .mapToObj(AcceleratorContract::spec)
        .toList();
  }

  private static Tensor output() {
    return model.tensors().output().weight();
  }

  private static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Done<T>(T value)) {
      return value;
    }
    throw new AssertionError("refused: " + outcome);
  }

  private static void assertExhausted(long required, long available, Outcome<?> outcome) {
    assertEquals(Outcome.refused(new Refusal.Exhausted(required, available)), outcome);
  }

  private static void skipUnsupported(Outcome<?> outcome) {
    assumeFalse(outcome instanceof Outcome.Refused<?>(Refusal.Unsupported _), outcome::toString);
  }

  // What there is

  @Test
  void aProbeNamesDevicesOrSaysWhyThereIsNone() {
    Accelerator accelerator = accelerator();
    assertTrue(accelerator.id().matches("[a-z]+"), accelerator.id());
    switch (accelerator.probe()) {
      case Probe.Found(List<DeviceInfo> devices) -> {
        assertFalse(devices.isEmpty());
        for (int i = 0; i < devices.size(); i++) {
          DeviceInfo info = devices.get(i);
          assertEquals(accelerator.id() + ":" + i, info.id());
          assertEquals(accelerator.standsIn(), info.standsIn());
          assertTrue(info.memoryBytes() > 0);
          assertFalse(info.name().isBlank());
          assertFalse(info.backend().isBlank());
        }
      }
      case Probe.Absent(String reason) -> assertFalse(reason.isBlank());
    }
  }

  // Memory

  @Test
  void anOpenDeviceHasItsBudgetAndUsesNothing() {
    assertEquals(PLENTY, device.budgetBytes());
    assertEquals(0, device.usedBytes());
    assertTrue(device.likeOne() >= 1);
  }

  @Test
  void whatIsNeededIsWhatIsUsed() {
    long scratch = device.scratchBytes(specs());
    long used = scratch;
    for (int i = specs().size() - 1; i >= 0; i--) {
      LayerNeed need = device.need(spec(i));
      DeviceLayer layer = done(device.layer(spec(i)));
      assertEquals(i, layer.index());
      assertEquals(need.weightBytes(), layer.bytes());
      assertEquals(used + need.weightBytes(), device.usedBytes());
      for (int slots : new int[] {1, 5, 3, 5, 9}) {
        done(layer.resize(slots));
        long expected = need.bytes(slots);
        assertEquals(expected, layer.bytes(), slots + " slots");
        assertEquals(used + expected, device.usedBytes(), slots + " slots");
      }
      used += need.bytes(9);
    }
    DeviceMatrix matrix = done(device.matrix(output()));
    assertEquals(device.need(output()), matrix.bytes());
    assertEquals(used + matrix.bytes(), device.usedBytes());
  }

  @Test
  void whatIsClosedIsFreeAndCanBeBroughtAgain() {
    for (int round = 0; round < 2; round++) {
      DeviceLayer first = done(device.layer(spec(3)));
      DeviceLayer second = done(device.layer(spec(4)));
      DeviceMatrix matrix = done(device.matrix(output()));
      done(first.resize(3));
      done(second.resize(4));
      first.close();
      assertEquals(
          device.scratchBytes(specs()) + device.need(spec(4)).bytes(4) + device.need(output()),
          device.usedBytes());
      second.close();
      assertEquals(device.need(output()), device.usedBytes());
      matrix.close();
      assertEquals(0, device.usedBytes());
    }
  }

  @Test
  void aDeviceFreesWhatIsStillOpenWhenItIsClosed() {
    done(done(device.layer(spec(4))).resize(7));
    done(device.matrix(output()));
    assertTrue(device.usedBytes() > 0);
    // The check stands behind each test.
  }

  @Test
  void layersBeyondTheBudgetAreRefusedWithTheArithmetic() {
    long scratch = device.scratchBytes(specs());
    long weights = device.need(spec(4)).weightBytes();
    try (Device small = open(scratch + weights - 1)) {
      assertExhausted(scratch + weights, scratch + weights - 1, small.layer(spec(4)));
      assertEquals(0, small.usedBytes());
    }
    long second = device.need(spec(3)).weightBytes();
    try (Device small = open(scratch + weights + second - 1)) {
      DeviceLayer layer = done(small.layer(spec(4)));
      assertExhausted(second, second - 1, small.layer(spec(3)));
      assertEquals(scratch + weights, small.usedBytes());
      layer.close();
      done(small.layer(spec(3)));
    }
  }

  @Test
  void slotsBeyondTheBudgetAreRefusedAndThoseThatThereAreStay() {
    LayerNeed need = device.need(spec(4));
    long memory = device.scratchBytes(specs()) + need.bytes(3) + need.slotBytes() - 1;
    try (Device small = open(memory)) {
      DeviceLayer layer = done(small.layer(spec(4)));
      done(layer.resize(2));
      assertExhausted(3 * need.slotBytes(), 2 * need.slotBytes() - 1, layer.resize(5));
      assertEquals(need.bytes(2), layer.bytes());
      done(layer.resize(3));
      assertExhausted(need.slotBytes(), need.slotBytes() - 1, layer.resize(4));
      assertEquals(memory - need.slotBytes() + 1, small.usedBytes());
    }
  }

  @Test
  void aMatrixBeyondTheBudgetIsRefused() {
    long bytes = device.need(output());
    try (Device small = open(2 * bytes - 1)) {
      DeviceMatrix first = done(small.matrix(output()));
      assertExhausted(bytes, bytes - 1, small.matrix(output()));
      assertEquals(bytes, small.usedBytes());
      first.close();
      done(small.matrix(output()));
    }
  }

  @Test
  void aRefusalForWantOfMemoryLeavesResultsAsTheyWere() {
    LayerVariant variant = plain();
    LayerNeed need = device.need(spec(4));
    long scratch = device.scratchBytes(specs());
    try (Device small = open(scratch + need.bytes(15));
        LayerComparison comparison = comparison(variant, KvType.F32, 1, small)) {
      done(comparison.place());
      comparison.newSequence();
      comparison.both(20);
      assertExhausted(10 * need.slotBytes(), 0, comparison.layers().getFirst().resize(25));
      comparison.both(1);
      assertExhausted(device.need(output()), 0, small.matrix(output()));
      comparison.both(7);
    }
  }

  // What it can do at best

  @Test
  void whatADeviceCanDoAtBestIsMeasuredBesideItsLayers() {
    try (LayerComparison comparison = comparison(plain(), KvType.F32, 1, device)) {
      done(comparison.place());
      comparison.newSequence();
      comparison.both(20);
      long used = device.usedBytes();
      Outcome<DeviceCeiling> outcome = device.ceiling();
      skipUnsupported(outcome);
      DeviceCeiling ceiling = done(outcome);
      // From a slow core to what no device has.
      assertTrue(
          ceiling.multiplyAddsPerSecond() > 1e7 && ceiling.multiplyAddsPerSecond() < 1e15,
          ceiling::toString);
      assertTrue(
          ceiling.bytesPerSecond() > 1e7 && ceiling.bytesPerSecond() < 1e14, ceiling::toString);
      assertEquals(used, device.usedBytes());
      comparison.both(7);
    }
  }

  @Test
  void tooLittleMemoryToMeasureWithIsSaid() {
    try (Device small = open(1 << 20)) {
      Outcome<DeviceCeiling> outcome = small.ceiling();
      skipUnsupported(outcome);
      assertExhausted(64 << 20, 1 << 20, outcome);
      assertEquals(0, small.usedBytes());
    }
  }

  // Products

  static Stream<Arguments> matrices() {
    return Arrays.stream(TensorType.values())
        .filter(type -> BlockFormat.of(type).isPresent())
        .flatMap(type ->
            Stream.of(1, 3, 5)
                .flatMap(blocks ->
                    Stream.of(1, 7, 33)
                        .map(rows -> Arguments.of(type, rows, blocks * type.blockSize()))));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void productsAreThoseOfTheStoredWeights(TensorType type, int rows, int columns) {
    Tensor tensor = TestTensors.random(type, rows, columns, random);
    Outcome<DeviceMatrix> outcome = device.matrix(tensor);
    skipUnsupported(outcome);
    DeviceMatrix matrix = done(outcome);
    float[] weights = TestTensors.floats(tensor);
    for (int tokens : new int[] {1, 2, 7, 8, 13, 64}) {
      float[] x = TestTensors.activations(tokens * columns, random);
      float[] given = x.clone();
      float[] y = new float[tokens * rows];
      Arrays.fill(y, Float.NaN);
      done(matrix.multiply(x, tokens, y));
      assertProduct(weights, x, tokens, y, rows);
      assertArrayEquals(given, x);
    }
  }

  private void assertProduct(float[] w, float[] x, int tokens, float[] y, int rows) {
    int columns = w.length / rows;
    for (int t = 0; t < tokens; t++) {
      for (int n = 0; n < rows; n++) {
        double sum = 0;
        double size = 0;
        for (int k = 0; k < columns; k++) {
          double product = (double) w[n * columns + k] * x[t * columns + k];
          sum += product;
          size += Math.abs(product);
        }
        assertEquals(
            sum, y[t * rows + n], productTolerance() * size, "row " + n + " of token " + t);
      }
    }
  }

  // Layers

  private LayerComparison comparison(LayerVariant variant, KvType type, int layers, Device on) {
    return new LayerComparison(variant, type, layers, on, layerTolerance());
  }

  private static void place(LayerComparison comparison) {
    Outcome<Void> placed = comparison.place();
    skipUnsupported(placed);
    done(placed);
  }

  static Stream<LayerVariant> variants() {
    return LayerVariant.of(model).stream();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aLayerOfAnyKindIsThatOfTheCpu(LayerVariant variant) {
    try (LayerComparison comparison = comparison(variant, KvType.F32, 1, device)) {
      place(comparison);
      comparison.newSequence();
      comparison.both(1);
      comparison.both(40);
      comparison.both(1);
      comparison.both(7);
      comparison.both(1);
      comparison.newSequence();
      comparison.newSequence();
      comparison.both(1, 17, 3);
      comparison.both(1, 1, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void neighbouringLayersRunInOnePassWhateverKeysAreStoredAs(KvType type) {
    try (LayerComparison comparison = comparison(plain(), type, 3, device)) {
      place(comparison);
      comparison.newSequence();
      comparison.both(40);
      comparison.both(16);
      comparison.both(5);
      comparison.both(1);
      comparison.both(1);
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void sequencesWhoseSlotsLieBetweenEachOtherDoNotMix(KvType type) {
    try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
      place(comparison);
      comparison.newSequence();
      comparison.newSequence();
      comparison.both(33, 20);
      comparison.both(1, 1);
      comparison.newSequence();
      comparison.both(0, 14, 1);
      comparison.both(1, 1, 40);
      comparison.both(7, 1, 1);
      comparison.rewind(0, 11);
      comparison.both(9, 0, 2);
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void whatTheCpuHasStoredIsAsGoodAsComputedThere(KvType type) {
    float[][] computed = new float[2][];
    try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
      place(comparison);
      comparison.newSequence();
      comparison.both(45);
      computed[0] = comparison.both(1);
      computed[1] = comparison.both(6);
    }
    for (int piece : new int[] {16, 5}) {
      try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
        place(comparison);
        comparison.newSequence();
        comparison.cpuAlone(45);
        comparison.store(0, piece);
        assertArrayEquals(computed[0], comparison.both(1), tolerance(computed[0]));
        assertArrayEquals(computed[1], comparison.both(6), tolerance(computed[1]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void whatTheCpuStoresBetweenPassesIsSeenByTheNext(KvType type) {
    try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
      place(comparison);
      comparison.newSequence();
      comparison.both(20);
      comparison.both(1);
      comparison.cpuAlone(43);
      comparison.store(0, 16);
      comparison.both(1);
      comparison.both(6);
    }
  }

  /** Bits are compared where the tolerance is none. */
  private float tolerance(float[] numbers) {
    float largest = 0;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    return Math.max(Float.MIN_VALUE, (float) layerTolerance() * largest);
  }

  @Test
  void asManyTokensAsAreLikeOneHaveTheSameBitsAsEachAlone() {
    int tokens = Math.min(device.likeOne(), 12);
    try (LayerComparison comparison = comparison(plain(), KvType.F32, 2, device)) {
      done(comparison.place());
      comparison.newSequence();
      float[] together = comparison.both(tokens);
      comparison.rewind(0, 0);
      comparison.sameTokensAgain();
      int width = model.config().width();
      for (int t = 0; t < tokens; t++) {
        assertArrayEquals(
            Arrays.copyOfRange(together, t * width, (t + 1) * width), comparison.both(1));
      }
    }
  }
}
