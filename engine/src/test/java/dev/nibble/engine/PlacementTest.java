package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.DeviceUnavailableException;
import dev.nibble.engine.device.Fault;
import dev.nibble.engine.device.Faults;
import dev.nibble.engine.device.FaultyAccelerator;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.host.HostAccelerator;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layers are on a device, and when: the arithmetic that a plan states, token by token. */
final class PlacementTest {
  private static final EngineOptions SCALAR =
      EngineOptions.defaults().withKernels(KernelChoice.SCALAR).withThreads(1);

  private static final OffloadOptions HOST = OffloadOptions.of(GpuChoice.HOST);
  private static final int LAYERS = 5;
  private static final int TOKENS = 400;
  private static final int BLOCK = 16;

  private static PlacementLog log;

  @TempDir private Path folder;

  /** The greedy text of the CPU, its prompt included. */
  private static List<Integer> expected;

  @BeforeAll
  static void generateOnTheCpu() throws IOException {
    log = new PlacementLog();
    try (Engine engine = load(OffloadOptions.of(GpuChoice.OFF))) {
      Story story = new Story(engine);
      story.tellUpTo(TOKENS);
      expected = story.ids;
      story.session.close();
    }
  }

  @AfterAll
  static void logAgain() {
    log.close();
  }

  private static Engine load(OffloadOptions offload) throws IOException {
    return load(offload, new HostAccelerator());
  }

  private static Engine load(OffloadOptions offload, Accelerator accelerator) throws IOException {
    return Engine.load(TestModels.bundled(), SCALAR.withOffload(offload), List.of(accelerator));
  }

  /** A greedy text, a token a pass, from the very first one. */
  private static final class Story {
    final Session session;
    final List<Integer> ids = new ArrayList<>(List.of(1));
    private final float[] logits;

    Story(Engine engine) {
      session = engine.newSession();
      logits = new float[engine.config().vocabularySize()];
    }

    void next() {
      if (ids.size() == 1) {
        session.begin(new int[] {ids.getFirst()}, logits);
      } else {
        session.advance(ids.getLast(), logits);
      }
      int best = 0;
      for (int i = 1; i < logits.length; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      ids.add(best);
    }

    /** How many tokens have been computed. */
    int length() {
      return ids.size() - 1;
    }

    void tellUpTo(int tokens) {
      while (length() < tokens) {
        next();
      }
    }
  }

  /** R as it is defined. */
  private static long required(MemoryPlan plan, int from, boolean output, int tokens) {
    // One block more: the slot of the self-test.
    int slots = 1 + Math.ceilDiv(tokens, BLOCK);
    long sum = output ? plan.outputBytes() : 0;
    for (LayerNeed need : plan.needs().subList(from, LAYERS)) {
      sum += need.weightBytes() + slots * need.slotBytes();
    }
    return from < LAYERS ? sum + plan.scratchBytes() : sum;
  }

  private static MemoryPlan wholePlan() throws IOException {
    try (Engine engine = load(HOST)) {
      return engine.memoryPlan().orElseThrow();
    }
  }

  @Test
  void allFitsWhereThereIsEnoughAndNothingMoves() throws IOException {
    List<PlacementChange> changes = new ArrayList<>();
    try (Engine engine = load(HOST)) {
      engine.watchPlacement(changes::add);
      Story story = new Story(engine);
      story.tellUpTo(TOKENS);
      assertEquals(expected, story.ids);
      assertEquals(List.of(), changes);
      assertEquals("", engine.offloadReason());
      OffloadMeters meters = engine.offloadMeters();
      assertEquals("host:0", meters.device());
      assertEquals(0, meters.plannedFirst());
      assertTrue(meters.optimal().isPresent());
      assertFalse(meters.alpha().isPresent());
      story.session.close();
    }
  }

  @Test
  void layersLeaveOneByOneExactlyWhereThePlanSays() throws IOException {
    MemoryPlan whole = wholePlan();
    long budget = required(whole, 0, true, 3 * BLOCK) + 100;
    List<PlacementChange> changes = new ArrayList<>();
    try (Engine engine = load(HOST.withMemory(budget))) {
      MemoryPlan plan = engine.memoryPlan().orElseThrow();
      assertEquals(3 * BLOCK, plan.lastPosition(0, true));
      engine.watchPlacement(changes::add);
      Story story = new Story(engine);
      int first = 0;
      boolean output = true;
      int left = 0;
      while (story.length() < TOKENS) {
        story.next();
        int tokens = story.length();
        while (tokens > plan.lastPosition(first, output)) {
          PlacementChange change = changes.get(left++);
          assertEquals(PlacementChange.Kind.LEFT, change.kind());
          assertEquals("budget", change.cause());
          assertEquals(tokens, change.position());
          assertEquals(output, change.output());
          assertEquals(first, change.fromLayer());
          first += output ? 0 : 1;
          output = false;
          assertEquals(first, change.toLayer());
        }
        OffloadMeters meters = engine.offloadMeters();
        assertEquals(left, changes.size(), "token " + tokens);
        assertEquals(left, meters.fallbacks());
        assertEquals(first, meters.first());
        assertEquals(output, meters.output());
        assertEquals(required(plan, 0, true, tokens), meters.requiredBytes());
        assertEquals(required(plan, first, output, tokens), meters.usedBytes(), "at " + tokens);
        assertEquals(budget, meters.budgetBytes());
        assertTrue(meters.usedBytes() <= budget);
      }
      assertTrue(left >= 3, changes.toString());
      assertEquals(expected, story.ids);
      assertFalse(engine.offloadMeters().alpha().isPresent(), "nothing is known of the CPU alone");
      story.session.close();
    }
  }

  @Test
  void whatIsTakenAwayLeavesAtTheNextTokenAndComesBackPieceByPiece() throws IOException {
    List<PlacementChange> changes = new ArrayList<>();
    try (Engine engine = load(HOST.withReturns(true))) {
      MemoryPlan plan = engine.memoryPlan().orElseThrow();
      engine.watchPlacement(changes::add);
      Story story = new Story(engine);
      story.tellUpTo(50);
      engine.limitDevice(required(plan, 3, false, 6 * BLOCK));
      assertEquals(List.of(), changes, "between passes nothing moves");
      story.next();
      assertEquals(3, engine.offloadMeters().first());
      assertEquals(4, changes.size(), "the output projection and three layers");
      story.tellUpTo(6 * BLOCK);
      assertEquals(4, changes.size());
      story.next();
      assertEquals(5, changes.size(), "the next block is too much");
      engine.limitDevice(0);
      story.tellUpTo(130);
      OffloadMeters none = engine.offloadMeters();
      assertEquals(LAYERS, none.first());
      assertEquals(0, none.usedBytes());
      assertEquals(1, none.alpha().orElseThrow(), 1e-9);
      changes.clear();
      engine.limitDevice(Long.MAX_VALUE);
      for (int i = 0; i < LAYERS; i++) {
        story.next();
        assertReturned(changes.get(i), LAYERS - 1 - i, LAYERS - i, false, story.length());
      }
      story.next();
      assertReturned(changes.get(LAYERS), 0, 0, true, story.length());
      story.tellUpTo(TOKENS);
      assertEquals(LAYERS + 1, changes.size());
      OffloadMeters all = engine.offloadMeters();
      assertEquals(LAYERS + 1, all.returns());
      assertEquals(required(plan, 0, true, TOKENS), all.usedBytes());
      assertEquals(expected, story.ids);
      story.session.close();
    }
  }

  private static void assertReturned(
      PlacementChange change, int from, int to, boolean output, int position) {
    assertEquals(PlacementChange.Kind.RETURNED, change.kind(), change.text());
    assertEquals("memory", change.cause());
    assertEquals(from, change.fromLayer());
    assertEquals(to, change.toLayer());
    assertEquals(output, change.output());
    assertEquals(position, change.position());
  }

  @Test
  void whatHasLeftStaysAwayWhereReturnsAreNotWanted() throws IOException {
    List<PlacementChange> changes = new ArrayList<>();
    try (Engine engine = load(HOST)) {
      engine.watchPlacement(changes::add);
      Story story = new Story(engine);
      story.tellUpTo(10);
      engine.limitDevice(0);
      story.tellUpTo(20);
      engine.limitDevice(Long.MAX_VALUE);
      story.tellUpTo(40);
      assertEquals(LAYERS + 1, changes.size());
      assertEquals(LAYERS, engine.offloadMeters().first());
      assertEquals(expected.subList(0, 41), story.ids);
      story.session.close();
    }
  }

  @Test
  void whatTheDeviceRefusesIsAskedForOnceABudget() throws IOException {
    Faults faults = new Faults(Fault.OUT_OF_MEMORY_FROM_THEN_ON, 25);
    List<PlacementChange> changes = new ArrayList<>();
    try (Engine engine =
        load(
            OffloadOptions.of(GpuChoice.AUTO).withReturns(true),
            new FaultyAccelerator(new HostAccelerator(), faults))) {
      engine.watchPlacement(changes::add);
      Story story = new Story(engine);
      story.tellUpTo(5);
      assertEquals(LAYERS, engine.offloadMeters().first());
      assertEquals(LAYERS + 1, changes.size(), changes.toString());
      int operations = faults.operations().size();
      story.tellUpTo(50);
      assertEquals(operations, faults.operations().size(), "the device was asked again");
      engine.limitDevice(engine.offloadMeters().budgetBytes() - 1);
      story.tellUpTo(100);
      assertEquals(operations + 1, faults.operations().size(), "another budget: once more");
      assertEquals("layer 4", faults.operations().getLast());
      assertEquals(LAYERS + 1, changes.size(), changes.toString());
      assertEquals(0, engine.offloadMeters().returns());
      assertEquals(expected.subList(0, 101), story.ids);
      story.session.close();
    }
  }

  /** It takes weights, so that layers could come back and leave again with every token. */
  @Test
  void layersDoNotComeAndGoWithADeviceThatHasLessMemoryThanItSays() throws IOException {
    Faults faults = new Faults(Fault.OUT_OF_SLOTS, 40);
    List<PlacementChange> changes = new ArrayList<>();
    try (Engine engine =
        load(
            OffloadOptions.of(GpuChoice.AUTO).withReturns(true),
            new FaultyAccelerator(new HostAccelerator(), faults))) {
      engine.watchPlacement(changes::add);
      Story story = new Story(engine);
      story.tellUpTo(60);
      assertTrue(faults.fired());
      assertEquals(LAYERS + 1, changes.size(), changes.toString());
      changes.forEach(change -> assertEquals("exhausted", change.cause()));
      assertEquals(0, engine.offloadMeters().usedBytes());
      engine.limitDevice(engine.offloadMeters().budgetBytes() - 1);
      story.tellUpTo(100);
      assertEquals(
          List.of("memory", "exhausted"),
          changes.subList(LAYERS + 1, changes.size()).stream()
              .map(PlacementChange::cause)
              .toList());
      assertEquals(expected.subList(0, 101), story.ids);
      story.session.close();
    }
  }

  @Test
  void slotsThatALongTextHasTakenAreGivenBackBeforeALayerLeaves() throws IOException {
    try (Engine engine = load(HOST.withReturns(true))) {
      MemoryPlan plan = engine.memoryPlan().orElseThrow();
      try (Session session = engine.newSession()) {
        session.logits(new int[300]);
      }
      try (Session session = engine.newSession()) {
        session.logits(1);
        OffloadMeters meters = engine.offloadMeters();
        assertEquals(required(plan, 0, true, 300), meters.usedBytes());
        assertEquals(meters.usedBytes(), meters.requiredBytes());
        engine.limitDevice(meters.usedBytes() - 1);
        session.logits(1);
        meters = engine.offloadMeters();
        assertTrue(meters.output());
        assertEquals(required(plan, 0, true, 1), meters.usedBytes());
        assertEquals(meters.usedBytes(), meters.requiredBytes());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4, false", "2, 3, false", "4, 1, false", "5, 0, false", "6, 0, true"})
  void noMoreLayersThanAreWanted(int wanted, int first, boolean output) throws IOException {
    try (Engine engine = load(HOST.withLayers(wanted))) {
      Story story = new Story(engine);
      story.tellUpTo(20);
      assertEquals(expected.subList(0, 21), story.ids);
      OffloadMeters meters = engine.offloadMeters();
      assertEquals(first, meters.first());
      assertEquals(output, meters.output());
      assertEquals(first, engine.memoryPlan().orElseThrow().first());
      assertEquals(required(engine.memoryPlan().get(), first, output, 20), meters.usedBytes());
      story.session.close();
    }
  }

  @Test
  void noLayersAreNoDevice() throws IOException {
    try (Engine engine = load(HOST.withLayers(0))) {
      assertTrue(engine.memoryPlan().isEmpty());
      assertEquals("no layer was wanted on a device", engine.offloadReason());
      assertEquals(OffloadMeters.none(LAYERS), engine.offloadMeters());
    }
  }

  @Test
  void aDeviceThatIsTooSmallSaysWhatTheLastLayerNeeds() throws IOException {
    try (Engine engine = load(HOST.withMemory(1000))) {
      assertTrue(engine.offloadReason().contains("the last one needs"), engine.offloadReason());
      assertEquals(OffloadMeters.none(LAYERS), engine.offloadMeters());
    }
    Accelerator real = new FaultyAccelerator(new HostAccelerator(), new Faults(Fault.NONE, 0));
    DeviceUnavailableException e =
        assertThrows(
            DeviceUnavailableException.class,
            () -> load(OffloadOptions.of(GpuChoice.REQUIRE).withMemory(1000), real).close());
    assertTrue(e.getMessage().contains("G is 1000B"), e.getMessage());
  }

  @Test
  void theCpuPlaysADeviceWhereItIsAskedForAlone() throws IOException {
    try (Engine engine = load(OffloadOptions.of(GpuChoice.AUTO))) {
      assertTrue(engine.memoryPlan().isEmpty());
      assertFalse(engine.offloadReason().isEmpty());
    }
    assertThrows(
        DeviceUnavailableException.class, () -> load(OffloadOptions.of(GpuChoice.REQUIRE)).close());
  }

  /** Nine checks a token, eight of them of logits, have a divisor in common with three layers. */
  @Test
  void eachLayerHasItsTurnToBeChecked() throws IOException {
    Faults faults = new Faults(Fault.NONE, 0);
    EngineOptions options = SCALAR.withOffload(OffloadOptions.of(GpuChoice.AUTO));
    Path model = ChangedModels.withLayers(folder, 3);
    Accelerator accelerator = new FaultyAccelerator(new HostAccelerator(), faults);
    try (Engine engine = Engine.load(model, options, List.of(accelerator))) {
      assertTrue(engine.offloadMeters().output());
      Story story = new Story(engine);
      int before = faults.operations().size();
      story.tellUpTo(6);
      List<String> checks =
          faults.operations().subList(before, faults.operations().size()).stream()
              .filter(name -> name.endsWith("+1"))
              .toList();
      List<String> round = List.of("run 0+1", "run 1+1", "run 2+1");
      assertEquals(round, checks.subList(0, 3));
      assertEquals(round, checks.subList(3, 6));
      story.session.close();
    }
  }
}
