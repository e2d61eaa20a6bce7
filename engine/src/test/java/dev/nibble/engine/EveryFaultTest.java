package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.nibble.engine.device.DeviceUnavailableException;
import dev.nibble.engine.device.Fault;
import dev.nibble.engine.device.Faults;
import dev.nibble.engine.device.FaultyAccelerator;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.SelfCheck;
import dev.nibble.engine.device.host.HostAccelerator;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a device does wrong, at whichever of its operations: the text is that of the CPU. */
final class EveryFaultTest {
  private static final GenerationRequest STORY =
      GenerationRequest.of("Once upon a time").withMaxTokens(12).withIgnoreEos(true);

  private static final EngineOptions SCALAR =
      EngineOptions.defaults().withKernels(KernelChoice.SCALAR).withThreads(1);

  private static final OffloadOptions OFFLOAD = OffloadOptions.of(GpuChoice.AUTO);

  /** Short, since each operation that hangs costs it; all others end in a thousandth. */
  private static final Duration DEADLINE = Duration.ofMillis(200);

  /** Has no divisor in common with the number of operations of a layer or of a token. */
  private static final int HANG_STRIDE = 4;

  private static final int LAYERS = 5;

  private static PlacementLog log;
  private static List<Integer> expected;
  private static List<String> faultless;
  private static int atLoad;

  @TempDir private Path folder;

  /** What a generation with a fault has come to. */
  private record Run(
      Faults faults,
      List<Integer> ids,
      List<PlacementChange> changes,
      OffloadMeters meters,
      String reason,
      List<String> warnings,
      int atLoad) {

    List<PlacementChange> causedByTheDevice() {
      return changes.stream()
          .filter(change -> change.kind() == PlacementChange.Kind.LEFT)
          .filter(change -> !change.cause().equals("budget"))
          .toList();
    }
  }

  /** How a text is made. */
  @FunctionalInterface
  private interface Teller {
    List<Integer> ids(Engine engine, Session session);
  }

  @BeforeAll
  static void generateWithoutFault() throws IOException {
    log = new PlacementLog();
    EngineOptions cpu = SCALAR.withOffload(OffloadOptions.of(GpuChoice.OFF));
    try (Engine engine = Engine.load(TestModels.bundled(), cpu);
        Session session = engine.newSession()) {
      expected = story(engine, session);
      assertEquals(expected, comeAndGo(engine, session));
    }
    Run run = run(Fault.NONE, 0, OFFLOAD, EveryFaultTest::story);
    assertEquals(expected, run.ids);
    assertEquals(List.of(), run.changes);
    assertEquals(LAYERS, run.meters.deviceLayers());
    assertTrue(run.meters.output());
    faultless = run.faults.operations();
    atLoad = run.atLoad;
  }

  @AfterAll
  static void logAgain() {
    log.close();
  }

  private static List<Integer> story(Engine engine, Session session) {
    assertEquals(LAYERS, engine.config().layers().size());
    return session.generate(STORY, TextListener.IGNORE).ids();
  }

  /** The same text, while the device's memory is taken away and given back. */
  private static List<Integer> comeAndGo(Engine engine, Session session) {
    float[] logits = new float[engine.config().vocabularySize()];
    session.begin(STORY.promptIds(engine.tokenizer()), logits);
    List<Integer> ids = new ArrayList<>();
    ids.add(likeliest(logits));
    while (ids.size() < 12) {
      if (ids.size() == 2) {
        engine.limitDevice(0);
      } else if (ids.size() == 4) {
        engine.limitDevice(Long.MAX_VALUE);
      }
      session.advance(ids.getLast(), logits);
      ids.add(likeliest(logits));
    }
    return ids;
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private static Run run(Fault fault, int at, OffloadOptions offload, Teller teller)
      throws IOException {
    Faults faults = new Faults(fault, at);
    FaultyAccelerator accelerator = new FaultyAccelerator(new HostAccelerator(), faults);
    OffloadOptions options = fault == Fault.HANG ? offload.withDeadline(DEADLINE) : offload;
    List<PlacementChange> changes = new ArrayList<>();
    Run run;
    try (Engine engine =
        Engine.load(TestModels.bundled(), SCALAR.withOffload(options), List.of(accelerator))) {
      int operations = faults.operations().size();
      engine.watchPlacement(changes::add);
      try (Session session = engine.newSession()) {
        List<Integer> ids = teller.ids(engine, session);
        run =
            new Run(
                faults,
                ids,
                List.copyOf(changes),
                engine.offloadMeters(),
                engine.offloadReason(),
                log.take(),
                operations);
      }
    }
    faults.release();
    awaitThat(() -> accelerator.open() == 0);
    assertEquals(0, accelerator.usedAtClose(), "bytes that a closed device still uses");
    return run;
  }

  private static void awaitThat(BooleanSupplier condition) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("a device is still open");
      }
      Thread.onSpinWait();
    }
  }

  private static String cause(Fault fault) {
    return switch (fault) {
      case NONE -> "";
      case OUT_OF_MEMORY, OUT_OF_MEMORY_FROM_THEN_ON, OUT_OF_SLOTS -> "exhausted";
      case UNSUPPORTED -> "unsupported";
      case EXCEPTION, FAILED -> "failed";
      case NAN, WRONG, WRONG_ONCE, WRONG_KEYS, WRONG_KEYS_ONCE -> "wrong";
      case HANG -> "lost";
    };
  }

  private static boolean leavesDeviceUsable(Fault fault) {
    return fault == Fault.OUT_OF_MEMORY || fault == Fault.UNSUPPORTED;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "OUT_OF_MEMORY",
        "UNSUPPORTED",
        "EXCEPTION",
        "FAILED",
        "NAN",
        "WRONG",
        "WRONG_KEYS",
        "HANG"
      })
  void theTextGoesOnWhereverTheDeviceFails(Fault fault) throws IOException {
    everyOperation(fault, OFFLOAD);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"WRONG_ONCE", "WRONG_KEYS_ONCE"})
  void whatIsWrongOnceIsFoundWhereAllIsChecked(Fault fault) throws IOException {
    everyOperation(fault, OFFLOAD.withCheck(SelfCheck.ALL));
  }

  private void everyOperation(Fault fault, OffloadOptions offload) throws IOException {
    int firings = 0;
    List<String> told = new ArrayList<>();
    try (Recording recording = new Recording()) {
      recording.enable("dev.nibble.Fallback");
      recording.start();
      for (int at = 0; at < faultless.size(); at += fault == Fault.HANG ? HANG_STRIDE : 1) {
        Run run = run(fault, at, offload, EveryFaultTest::story);
        String where = fault + " at operation " + at + ", " + faultless.get(at);
        assertEquals(expected, run.ids, where);
        if (!run.faults.fired()) {
          assertUndisturbed(run, where);
        } else if (run.faults.firedAt() < atLoad) {
          assertFailedToLoad(fault, run, where);
        } else {
          assertFellBack(fault, run, where);
        }
        firings += run.faults.fired() ? 1 : 0;
        run.changes.forEach(change -> told.add("left " + change.cause()));
      }
      recording.stop();
      assertEquals(told, leftEvents(recording));
    }
    assertTrue(firings > 12, "only " + firings + " faults");
  }

  private List<String> leftEvents(Recording recording) throws IOException {
    Path file = folder.resolve("fallbacks.jfr");
    recording.dump(file);
    List<String> events = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals("dev.nibble.Fallback")
          && !event.getString("kind").equals("placed")) {
        events.add(event.getString("kind") + " " + event.getString("cause"));
      }
    }
    return events;
  }

  private static void assertUndisturbed(Run run, String where) {
    assertEquals(List.of(), run.changes, where);
    assertEquals(LAYERS, run.meters.deviceLayers(), where);
    assertEquals(List.of(), run.warnings, where);
    assertEquals("", run.reason, where);
  }

  /** What the device has taken before it refused stays there; one that fails is left alone. */
  private static void assertFailedToLoad(Fault fault, Run run, String where) {
    assertEquals(List.of(), run.changes, where);
    assertEquals(0, run.meters.fallbacks(), where);
    assertEquals(1, run.warnings.size(), () -> where + ": " + run.warnings);
    assertTrue(run.warnings.getFirst().endsWith(run.reason), where);
    assertTrue(run.reason.startsWith("host:0: "), () -> where + ": " + run.reason);
    List<String> before = faultless.subList(0, run.faults.firedAt());
    long tested = before.stream().filter(name -> name.startsWith("run")).count();
    assertEquals(leavesDeviceUsable(fault) ? tested : 0, run.meters.deviceLayers(), where);
    assertFalse(run.meters.output(), where);
  }

  /** Where memory is out one unit leaves, in all other cases everything. */
  private static void assertFellBack(Fault fault, Run run, String where) {
    assertEquals(1, run.changes.size(), where);
    PlacementChange change = run.changes.getFirst();
    assertEquals(PlacementChange.Kind.LEFT, change.kind(), where);
    assertEquals(cause(fault), change.cause(), where);
    assertTrue(change.output(), where);
    assertEquals(0, change.fromLayer(), where);
    assertEquals(fault == Fault.OUT_OF_MEMORY ? 0 : LAYERS, change.toLayer(), where);
    assertEquals(1, run.meters.fallbacks(), where);
    assertEquals(fault == Fault.OUT_OF_MEMORY ? LAYERS : 0, run.meters.deviceLayers(), where);
    assertEquals(List.of("gpu: " + change.text()), run.warnings, where);
    assertEquals(leavesDeviceUsable(fault), run.meters.budgetBytes() > 0, where);
  }

  /** Keys and values are brought, layers tested again: operations that a plain text has not. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OUT_OF_MEMORY", "UNSUPPORTED", "EXCEPTION", "NAN", "WRONG"})
  void theTextGoesOnWhileLayersComeAndGo(Fault fault) throws IOException {
    OffloadOptions returning = OFFLOAD.withReturns(true);
    Run right = run(Fault.NONE, 0, returning, EveryFaultTest::comeAndGo);
    assertEquals(expected, right.ids);
    assertEquals(LAYERS, right.meters.deviceLayers());
    assertEquals(6, right.meters.returns());
    List<String> operations = right.faults.operations();
    assertTrue(operations.contains("store"), operations.toString());
    for (int at = right.atLoad; at < operations.size(); at++) {
      Run run = run(fault, at, returning, EveryFaultTest::comeAndGo);
      String where = fault + " at operation " + at + ", " + operations.get(at);
      assertEquals(expected, run.ids, where);
      List<PlacementChange> caused = run.causedByTheDevice();
      assertTrue(caused.size() <= (run.faults.fired() ? 1 : 0), () -> where + ": " + caused);
      caused.forEach(change -> assertEquals(cause(fault), change.cause(), where));
      long left = run.changes.stream().filter(c -> c.kind() == PlacementChange.Kind.LEFT).count();
      assertEquals(left, run.meters.fallbacks(), where);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OUT_OF_MEMORY", "UNSUPPORTED", "EXCEPTION", "FAILED", "HANG"})
  void aModelThatRequiresADeviceIsNotLoadedWithoutOne(Fault fault) {
    OffloadOptions required = OffloadOptions.of(GpuChoice.REQUIRE);
    int last = leavesDeviceUsable(fault) ? 4 : atLoad;
    for (int at = 0; at < last; at += fault == Fault.HANG ? HANG_STRIDE : 1) {
      int operation = at;
      DeviceUnavailableException e =
          assertThrows(
              DeviceUnavailableException.class,
              () -> run(fault, operation, required, EveryFaultTest::story),
              () -> fault + " at operation " + operation);
      assertTrue(e.getMessage().startsWith("a device is required: host:0: "), e.getMessage());
    }
    assertEquals(List.of(), log.take());
  }

  /** One right answer in between and a wrong one to a token: only the CPU's own could tell. */
  @Test
  void whatIsWrongOnceIsFoundByTheStepsCheckOnlyWhereThatIsWhatIsWrong() throws IOException {
    int found = 0;
    int checks = 0;
    for (int at = atLoad; at < faultless.size(); at++) {
      Run run = run(Fault.WRONG_ONCE, at, OFFLOAD, EveryFaultTest::story);
      boolean isCheck = faultless.get(at).endsWith("+1");
      checks += isCheck ? 1 : 0;
      found += isCheck && run.meters.fallbacks() == 1 ? 1 : 0;
    }
    assertEquals(checks, found);
  }
}
