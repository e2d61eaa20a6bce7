package dev.nibble.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every device must do. The oracles are a naive loop in float64 for products, and the scalar
 * kernels for layers. What a device lacks is declared here, and must be refused with that reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("exports") // who extends this has JUnit
public abstract class AcceleratorContract {
  private static final long PLENTY = 256L << 20;

  private Model model;
  private RandomGenerator random;
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

  /**
   * Why there is no product with a matrix; empty where there must be one.
   *
   * @param matrix a small one
   */
  protected Optional<String> lacks(Tensor matrix) {
    return Optional.empty();
  }

  /**
   * Why a layer cannot be there; empty where it must.
   *
   * @param variant how it differs from those of the bundled model
   */
  protected Optional<String> lacks(String variant) {
    return Optional.empty();
  }

  /**
   * Why there cannot be layers of a model; empty where there must.
   *
   * @param kvType what the CPU stores their keys and values as
   */
  protected Optional<String> lacks(KvType kvType) {
    return Optional.empty();
  }

  @BeforeAll
  void openModel() throws IOException {
    model = Model.open(TestModels.bundled());
  }

  @AfterAll
  void closeModel() {
    model.close();
  }

  @BeforeEach
  void openDevice() {
    random = new SplittableRandom(11);
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

  private LayerVariant plain() {
    return LayerVariant.of(model).getFirst();
  }

  private LayerSpec spec(int layer) {
    return new LayerSpec(
        layer, model.config(), model.tensors().layers().get(layer), KvType.F32, 64);
  }

  private List<LayerSpec> specs() {
    return IntStream.range(0, model.config().layers().size()).mapToObj(this::spec).toList();
  }

  private Tensor output() {
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

  private static void assertUnsupported(Optional<String> reason, Outcome<?> outcome) {
    assertEquals(Outcome.refused(new Refusal.Unsupported(reason.orElseThrow())), outcome);
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
  void whatIsClosedTwiceIsFreedOnce() {
    DeviceLayer layer = done(device.layer(spec(4)));
    done(layer.resize(3));
    DeviceLayer other = done(device.layer(spec(3)));
    DeviceMatrix matrix = done(device.matrix(output()));
    long used = device.usedBytes();
    long bytes = layer.bytes();
    layer.close();
    layer.close();
    assertEquals(used - bytes, device.usedBytes());
    matrix.close();
    matrix.close();
    assertEquals(device.scratchBytes(specs()) + other.bytes(), device.usedBytes());
    device.close();
    assertEquals(0, device.usedBytes());
    layer.close();
    other.close();
    matrix.close();
    assertEquals(0, device.usedBytes());
    // Behind each test it is closed again.
  }

  @Test
  void aSecondDeviceKnowsNothingOfTheFirstOne() {
    DeviceMatrix first = done(device.matrix(output()));
    Tensor tensor = output();
    int rows = Math.toIntExact(tensor.rows());
    float[] x = TestTensors.activations(Math.toIntExact(tensor.columns()), random);
    float[] y = new float[rows];
    try (Device second = open(PLENTY)) {
      assertEquals(0, second.usedBytes());
      DeviceMatrix same = done(second.matrix(tensor));
      assertEquals(device.usedBytes(), second.usedBytes());
      done(first.multiply(x, 1, y));
      device.close();
      Arrays.fill(y, Float.NaN);
      done(same.multiply(x, 1, y));
      assertProduct(TestTensors.floats(tensor), x, 1, y, rows);
    }
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
      assertExhausted(64 << 20, 1 << 20, outcome);
      assertEquals(0, small.usedBytes());
    }
  }

  // Products

  private static Stream<TensorType> types() {
    return Arrays.stream(TensorType.values()).filter(type -> BlockFormat.of(type).isPresent());
  }

  private static Tensor block(TensorType type) {
    return TestTensors.random(type, 1, type.blockSize(), new SplittableRandom(7));
  }

  Stream<TensorType> typesWithoutProduct() {
    return types().filter(type -> lacks(block(type)).isPresent());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("typesWithoutProduct")
  void aMatrixWithoutProductIsRefusedByName(TensorType type) {
    Tensor tensor = block(type);
    assertUnsupported(lacks(tensor), device.matrix(tensor));
    assertEquals(0, device.usedBytes());
  }

  Stream<Arguments> matrices() {
    return types()
        .filter(type -> lacks(block(type)).isEmpty())
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
    DeviceMatrix matrix = done(device.matrix(tensor));
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

  Stream<LayerVariant> variants() {
    return LayerVariant.of(model).stream().filter(variant -> lacks(variant.name()).isEmpty());
  }

  Stream<LayerVariant> variantsWithoutLayer() {
    return LayerVariant.of(model).stream().filter(variant -> lacks(variant.name()).isPresent());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("variantsWithoutLayer")
  void aLayerOfAnotherKindIsRefusedByName(LayerVariant variant) {
    assertRefused(lacks(variant.name()), variant, KvType.F32);
  }

  Stream<KvType> kvTypes() {
    return Arrays.stream(KvType.values()).filter(type -> lacks(type).isEmpty());
  }

  Stream<KvType> kvTypesWithoutLayer() {
    return Arrays.stream(KvType.values()).filter(type -> lacks(type).isPresent());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("kvTypesWithoutLayer")
  void keysThatWouldNotBeTheCpusAreRefusedByName(KvType type) {
    assertRefused(lacks(type), plain(), type);
  }

  private void assertRefused(Optional<String> reason, LayerVariant variant, KvType type) {
    try (LayerComparison comparison = comparison(variant, type, 1, device)) {
      assertUnsupported(reason, comparison.place());
      assertEquals(0, device.usedBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aLayerOfAnyKindIsThatOfTheCpu(LayerVariant variant) {
    try (LayerComparison comparison = comparison(variant, KvType.F32, 1, device)) {
      done(comparison.place());
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
  @MethodSource("kvTypes")
  void neighbouringLayersRunInOnePassWhateverKeysAreStoredAs(KvType type) {
    try (LayerComparison comparison = comparison(plain(), type, 3, device)) {
      done(comparison.place());
      comparison.newSequence();
      comparison.both(40);
      comparison.both(16);
      comparison.both(5);
      comparison.both(1);
      comparison.both(1);
    }
  }

  @ParameterizedTest
  @MethodSource("kvTypes")
  void sequencesWhoseSlotsLieBetweenEachOtherDoNotMix(KvType type) {
    try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
      done(comparison.place());
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
  @MethodSource("kvTypes")
  void whatTheCpuHasStoredIsAsGoodAsComputedThere(KvType type) {
    float[][] computed = new float[2][];
    try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
      done(comparison.place());
      comparison.newSequence();
      comparison.both(45);
      computed[0] = comparison.both(1);
      computed[1] = comparison.both(6);
    }
    for (int piece : new int[] {16, 5}) {
      try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
        done(comparison.place());
        comparison.newSequence();
        comparison.cpuAlone(45);
        comparison.store(0, piece);
        assertArrayEquals(computed[0], comparison.both(1), tolerance(computed[0]));
        assertArrayEquals(computed[1], comparison.both(6), tolerance(computed[1]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kvTypes")
  void whatTheCpuStoresBetweenPassesIsSeenByTheNext(KvType type) {
    try (LayerComparison comparison = comparison(plain(), type, 2, device)) {
      done(comparison.place());
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
