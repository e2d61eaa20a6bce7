package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.SelfCheck;
import dev.nibble.engine.device.host.HostAccelerator;
import dev.nibble.engine.measure.KvMeters;
import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that makes text, with the layers on a device: all of them all the time, and while they
 * come and go with its memory. With the scalar kernels the results are those of the CPU to the bit.
 */
final class DeviceGenerationTest {
  private static final String BEGINNING =
      "Once upon a time, there was a little girl named Lily. She loved to play outside";

  private static final EngineOptions SCALAR =
      EngineOptions.defaults().withKernels(KernelChoice.SCALAR).withThreads(1);

  private static final int WEATHERS = 3;

  private static PlacementLog log;

  @TempDir private Path folder;

  /** Something that an engine does, and what comes of it. */
  @FunctionalInterface
  private interface Work {
    /**
     * Does it.
     *
     * @param tick to be called now and then, between two passes
     */
    Object result(Engine engine, Runnable tick) throws IOException;
  }

  @BeforeAll
  static void keepTheLog() {
    log = new PlacementLog();
  }

  @AfterAll
  static void logAgain() {
    log.close();
  }

  private static OffloadOptions host() {
    return OffloadOptions.of(GpuChoice.HOST).withReturns(true);
  }

  /** Other memory at every other tick: for nothing, for some of the layers, for all. */
  private static Runnable weather(Engine engine, int seed) {
    MemoryPlan plan = engine.memoryPlan().orElseThrow();
    long layers = plan.needs().stream().mapToLong(LayerNeed::weightBytes).sum();
    RandomGenerator random = new SplittableRandom(seed);
    return () -> {
      if (random.nextBoolean()) {
        long more = random.nextLong((layers + plan.outputBytes()) * 3 / 2);
        engine.limitDevice(random.nextInt(4) == 0 ? Long.MAX_VALUE : plan.scratchBytes() + more);
      }
    };
  }

  private static void assertSameOnADevice(Path model, EngineOptions options, Work work)
      throws IOException {
    Object expected;
    try (Engine cpu = Engine.load(model, options.withOffload(OffloadOptions.of(GpuChoice.OFF)))) {
      expected = work.result(cpu, () -> {});
    }
    try (Engine engine = load(model, options)) {
      assertEquals(expected, work.result(engine, () -> {}), "all on the device");
      assertEquals(0, engine.offloadMeters().fallbacks());
      assertEquals(0, engine.offloadMeters().first());
    }
    long left = 0;
    long returned = 0;
    for (int seed = 0; seed < WEATHERS; seed++) {
      try (Engine engine = load(model, options)) {
        List<PlacementChange> changes = new ArrayList<>();
        engine.watchPlacement(changes::add);
        assertEquals(
            expected,
            work.result(engine, weather(engine, seed)),
            () -> changes.stream().map(PlacementChange::text).toList().toString());
        left += engine.offloadMeters().fallbacks();
        returned += engine.offloadMeters().returns();
        assertEquals(
            engine.offloadMeters().fallbacks() + engine.offloadMeters().returns(), changes.size());
      }
    }
    assertTrue(left > 0 && returned > 0, left + " left, " + returned + " came back");
  }

  private static Engine load(Path model, EngineOptions options) throws IOException {
    OffloadOptions offload =
        options.offload().choice() == GpuChoice.HOST ? options.offload() : host();
    return Engine.load(model, options.withOffload(offload), List.of(new HostAccelerator()));
  }

  private static GenerationRequest story(int tokens) {
    return GenerationRequest.of(BEGINNING).withMaxTokens(tokens).withIgnoreEos(true);
  }

  private static TextListener ticking(Runnable tick) {
    return _ -> {
      tick.run();
      return true;
    };
  }

  private static List<Integer> told(Engine engine, GenerationRequest request, Runnable tick) {
    try (Session session = engine.newSession()) {
      return session.generate(request, ticking(tick)).ids();
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void aTextWhateverKeysAreStoredAs(KvType type) throws IOException {
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR.withKvType(type),
        (engine, tick) -> told(engine, story(120), tick));
  }

  @ParameterizedTest
  @EnumSource(SelfCheck.class)
  void aTextHoweverOftenItIsChecked(SelfCheck check) throws IOException {
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR.withOffload(host().withCheck(check)),
        (engine, tick) -> told(engine, story(40), tick));
  }

  @Test
  void aTextOfAModelWithWindows() throws IOException {
    Path model = ChangedModels.withWindows(folder, 20);
    assertSameOnADevice(model, SCALAR, (engine, tick) -> told(engine, story(100), tick));
  }

  @Test
  void aTextWithSeveralThreads() throws IOException {
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR.withThreads(2),
        (engine, tick) -> told(engine, story(60), tick));
  }

  @Test
  void aTextWhoseTokensAreGuessed() throws IOException {
    GenerationRequest twice =
        GenerationRequest.of(BEGINNING + ". " + BEGINNING).withMaxTokens(80).withIgnoreEos(true);
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR,
        (engine, tick) -> {
          try (Session session = engine.newSession()) {
            Generation text = session.generate(twice, ticking(tick), new PromptLookup());
            assertTrue(text.meters().draftedTokens() > 0, "nothing was guessed");
            assertEquals(told(engine, twice, () -> {}), text.ids());
            return text.ids();
          }
        });
  }

  @Test
  void logitsOfALongText() throws IOException {
    int[] ids = new SplittableRandom(1).ints(500, 3, 500).toArray();
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR,
        (engine, tick) -> {
          List<Integer> hashes = new ArrayList<>();
          try (Session session = engine.newSession()) {
            for (int length : new int[] {500, 17, 300, 1, 480, 33, 200, 16}) {
              session.logits(
                  Arrays.copyOf(ids, length),
                  (_, logits, at) ->
                      hashes.add(Arrays.hashCode(Arrays.copyOfRange(logits, at, at + 512))));
              tick.run();
            }
          }
          return hashes;
        });
  }

  @Test
  void beams() throws IOException {
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR,
        (engine, tick) -> {
          List<Beam> beams =
              new BeamSearch(engine)
                  .search(
                      story(40),
                      4,
                      _ -> {
                        tick.run();
                        return true;
                      });
          assertEquals(0, engine.kvMeters().used());
          return beams;
        });
  }

  @Test
  void sessionsThatTakeTurnsAndRewind() throws IOException {
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR,
        (engine, tick) -> {
          List<Integer> hashes = new ArrayList<>();
          try (Session one = engine.newSession();
              Session other = engine.newSession()) {
            float[] logits = new float[512];
            float[] both = new float[2 * 512];
            one.begin(new int[] {1, 403, 407}, logits);
            other.begin(new int[] {1, 261}, logits);
            for (int i = 0; i < 60; i++) {
              engine.advance(List.of(one, other), new int[] {300 + i, 400 - i}, both);
              hashes.add(Arrays.hashCode(both));
              one.advance(10 + i, logits);
              hashes.add(Arrays.hashCode(logits));
              if (i % 9 == 8) {
                one.rewind(one.length() - 11);
              }
              tick.run();
            }
          }
          return hashes;
        });
  }

  @Test
  void aSessionThatIsSavedAndRestored() throws IOException {
    Path saved = folder.resolve("saved.session");
    GenerationRequest longer =
        GenerationRequest.of(BEGINNING + " and sing").withMaxTokens(40).withIgnoreEos(true);
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR.withKvType(KvType.F16),
        (engine, tick) -> {
          List<Object> results = new ArrayList<>();
          try (Session session = engine.newSession();
              Session second = engine.newSession()) {
            results.add(session.generate(story(30), ticking(tick)).ids());
            session.save(saved);
            results.add(Arrays.hashCode(Files.readAllBytes(saved)));
            second.restore(saved);
            tick.run();
            results.add(second.generate(longer, ticking(tick)).ids());
            session.restore(saved);
            results.add(session.generate(longer, ticking(tick)).ids());
          }
          return results;
        });
  }

  private static List<GenerationRequest> requests() {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String prompt = i % 3 == 2 ? "One day " + i : BEGINNING;
      GenerationRequest request =
          GenerationRequest.of(prompt).withMaxTokens(15 + 3 * i).withIgnoreEos(true);
      requests.add(i % 2 == 0 ? request : request.withSampling(SamplingOptions.random(0.9f, i)));
    }
    return requests;
  }

  private static List<List<Integer>> batched(Engine engine, Runnable tick, boolean tight) {
    List<BatchedGeneration> texts = new ArrayList<>();
    try (Batcher batcher = engine.newBatcher(BatchOptions.defaults().withStepTokens(64))) {
      for (GenerationRequest request : requests()) {
        texts.add(batcher.submit(request, 0, TextListener.IGNORE));
        if (texts.size() % 3 == 0) {
          batcher.step();
          tick.run();
        }
      }
      while (batcher.step()) {
        tick.run();
      }
      assertEquals(tight, batcher.meters().preemptions() > 0, batcher.meters().toString());
    }
    KvMeters meters = engine.kvMeters();
    assertEquals(0, meters.used());
    assertTrue(meters.hits() > 0, "no block was shared");
    assertEquals(tight, meters.evictions() > 0, meters.toString());
    return texts.stream().map(text -> text.result().join().ids()).toList();
  }

  @Test
  void textsThatShareTheirBeginning() throws IOException {
    assertSameOnADevice(
        TestModels.bundled(), SCALAR, (engine, tick) -> batched(engine, tick, false));
  }

  @Test
  void textsThatLoseTheirMemoryToOthers() throws IOException {
    long blockBytes;
    List<List<Integer>> alone = new ArrayList<>();
    try (Engine cpu =
        Engine.load(TestModels.bundled(), SCALAR.withOffload(OffloadOptions.of(GpuChoice.OFF)))) {
      blockBytes = cpu.kvMeters().blockBytes();
      for (GenerationRequest request : requests()) {
        alone.add(told(cpu, request, () -> {}));
      }
    }
    assertSameOnADevice(
        TestModels.bundled(),
        SCALAR.withKvMemoryBytes(12 * blockBytes),
        (engine, tick) -> {
          List<List<Integer>> texts = batched(engine, tick, true);
          assertEquals(alone, texts);
          return texts;
        });
  }

  @Test
  void theVectorKernelsPlayADeviceToo() throws IOException {
    EngineOptions vector = EngineOptions.defaults().withKernels(KernelChoice.VECTOR);
    float[] expected;
    try (Engine cpu =
            Engine.load(
                TestModels.bundled(), vector.withOffload(OffloadOptions.of(GpuChoice.OFF)));
        Session session = cpu.newSession()) {
      expected = session.logits(1, 403, 407, 261, 378);
    }
    try (Engine engine = load(TestModels.bundled(), vector);
        Session session = engine.newSession()) {
      assertArrayEquals(expected, session.logits(1, 403, 407, 261, 378), 1e-4f);
      assertEquals(0, engine.offloadMeters().first());
    }
  }
}
