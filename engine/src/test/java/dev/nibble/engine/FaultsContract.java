package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.DeviceUnavailableException;
import dev.nibble.engine.device.Fault;
import dev.nibble.engine.device.Faults;
import dev.nibble.engine.device.FaultyAccelerator;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.Probe;
import dev.nibble.engine.device.SelfCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a device does wrong, at whichever of its operations: the text is that of the CPU, and
 * nothing is left on the device.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("exports") // who extends this has JUnit
public abstract class FaultsContract {
  /** Orders of summation move logits by less than half of this. */
  private static final double MARGIN = 0.02;

  private GreedyText text;
  private Path model;
  private PlacementLog log;
  private int layers;
  private List<Integer> expected;
  private List<String> faultless;
  private List<String> returning;
  private int atLoad;

  @TempDir private Path folder;

  /** Creates the contract. */
  protected FaultsContract() {}

  /** How a text is told. */
  @FunctionalInterface
  private interface Teller {
    List<Integer> ids(Engine engine, Session session);
  }

  /** Makes the accelerator under test. */
  protected abstract Accelerator accelerator();

  /** What an engine computes with. */
  protected abstract EngineOptions options();

  /**
   * A model of two layers or more.
   *
   * @param empty where it can be written
   */
  protected abstract Path model(Path empty) throws IOException;

  /** How many tokens a text has: enough for all that is on the device to leave and return. */
  protected abstract int tokens();

  /**
   * How many texts a fault spoils, each at another of the device's operations.
   *
   * @param fault what goes wrong
   * @param operations how many there are
   */
  protected abstract int texts(Fault fault, int operations);

  /**
   * How long an operation may take.
   *
   * @param fault what goes wrong; where that is that an operation does not end, it is waited for
   *     all that time
   */
  protected Duration deadline(Fault fault) {
    return OffloadOptions.DEADLINE;
  }

  @BeforeAll
  void tellWithoutFault(@TempDir Path empty) throws IOException {
    Probe probe = accelerator().probe();
    assumeTrue(probe instanceof Probe.Found, probe::toString);
    log = new PlacementLog();
    text = new GreedyText(tokens());
    model = model(empty);
    EngineOptions cpu = options().withOffload(OffloadOptions.of(GpuChoice.OFF));
    try (Engine engine = Engine.load(model, cpu);
        Session session = engine.newSession()) {
      layers = engine.config().layers().size();
      expected = text.tell(engine, session);
      assertEquals(expected, text.tellWhileMemoryChanges(engine, session));
      double margin = text.margin(engine, session);
      assertTrue(margin >= MARGIN, "two tokens are as good as equal: " + margin);
    }
    FaultyText right = run(Fault.NONE, 0, offload(Fault.NONE), text::tell);
    assertEquals(expected, right.ids());
    assertUndisturbed(right, "no fault");
    assertTrue(right.meters().output());
    faultless = right.faults().operations();
    atLoad = right.atLoad();
    returning = operationsThatBringLayersBack();
  }

  /** Keys and values are brought, layers tested again: operations that a plain text has not. */
  private List<String> operationsThatBringLayersBack() throws IOException {
    OffloadOptions returns = offload(Fault.NONE).withReturns(true);
    FaultyText right = run(Fault.NONE, 0, returns, text::tellWhileMemoryChanges);
    assertEquals(expected, right.ids());
    assertEquals(layers, right.meters().deviceLayers());
    assertEquals(layers + 1, right.meters().returns());
    List<String> operations = right.faults().operations();
    assertTrue(operations.contains("store"), operations.toString());
    return operations;
  }

  @AfterAll
  void logAgain() {
    if (log != null) {
      log.close();
    }
  }

  private OffloadOptions offload(Fault fault) {
    return OffloadOptions.of(GpuChoice.AUTO).withDeadline(deadline(fault));
  }

  private FaultyText run(Fault fault, int at, OffloadOptions offload, Teller teller)
      throws IOException {
    Faults faults = new Faults(fault, at);
    FaultyAccelerator accelerator = new FaultyAccelerator(accelerator(), faults);
    try (Engine engine = Engine.load(model, options().withOffload(offload), List.of(accelerator))) {
      int operations = faults.operations().size();
      List<PlacementChange> changes = new ArrayList<>();
      engine.watchPlacement(changes::add);
      try (Session session = engine.newSession()) {
        List<Integer> ids = teller.ids(engine, session);
        return new FaultyText(
            faults,
            ids,
            List.copyOf(changes),
            engine.offloadMeters(),
            engine.offloadReason(),
            log.take(),
            operations);
      }
    } finally {
      faults.release();
      awaitThat(() -> accelerator.open() == 0);
      assertEquals(0, accelerator.usedAtClose(), "bytes that a closed device still uses");
    }
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

  /**
   * The operations that a fault meets, evenly spread: where that is not all, others than others.
   */
  private int[] operations(Fault fault, int from, int to) {
    double share = (double) List.of(Fault.values()).indexOf(fault) / Fault.values().length;
    int count = Math.min(texts(fault, to - from), to - from);
    return IntStream.range(0, count)
        .map(text -> from + (int) ((text + share) * (to - from) / count))
        .toArray();
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
    everyOperation(fault, offload(fault));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"WRONG_ONCE", "WRONG_KEYS_ONCE"})
  void whatIsWrongOnceIsFoundWhereAllIsChecked(Fault fault) throws IOException {
    everyOperation(fault, offload(fault).withCheck(SelfCheck.ALL));
  }

  private void everyOperation(Fault fault, OffloadOptions offload) throws IOException {
    int tried = 0;
    int firings = 0;
    List<String> told = new ArrayList<>();
    try (Recording recording = new Recording()) {
      recording.enable("dev.nibble.Fallback");
      recording.start();
      for (int at : operations(fault, 0, faultless.size())) {
        FaultyText run = run(fault, at, offload, text::tell);
        String where = fault + " at operation " + at + ", " + faultless.get(at);
        assertEquals(expected, run.ids(), where);
        if (!run.faults().fired()) {
          assertUndisturbed(run, where);
        } else if (run.faults().firedAt() < atLoad) {
          assertFailedToLoad(fault, run, where);
        } else {
          assertFellBack(fault, run, where);
        }
        tried++;
        firings += run.faults().fired() ? 1 : 0;
        run.changes().forEach(change -> told.add("left " + change.cause()));
      }
      recording.stop();
      assertEquals(told, leftEvents(recording));
    }
    assertTrue(3 * firings > tried, firings + " faults in " + tried + " texts");
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

  private void assertUndisturbed(FaultyText run, String where) {
    assertEquals(List.of(), run.changes(), where);
    assertEquals(layers, run.meters().deviceLayers(), where);
    assertEquals(List.of(), run.warnings(), where);
    assertEquals("", run.reason(), where);
  }

  /** What the device has taken before it refused stays there; one that fails is left alone. */
  private void assertFailedToLoad(Fault fault, FaultyText run, String where) {
    assertEquals(List.of(), run.changes(), where);
    assertEquals(0, run.meters().fallbacks(), where);
    assertEquals(1, run.warnings().size(), () -> where + ": " + run.warnings());
    assertTrue(run.warnings().getFirst().endsWith(run.reason()), where);
    String device = accelerator().id() + ":0: ";
    assertTrue(run.reason().startsWith(device), () -> where + ": " + run.reason());
    List<String> before = faultless.subList(0, run.faults().firedAt());
    long tested = before.stream().filter(name -> name.startsWith("run")).count();
    assertEquals(leavesDeviceUsable(fault) ? tested : 0, run.meters().deviceLayers(), where);
    assertFalse(run.meters().output(), where);
  }

  /** Where memory is out one unit leaves, in all other cases everything. */
  private void assertFellBack(Fault fault, FaultyText run, String where) {
    assertEquals(1, run.changes().size(), where);
    PlacementChange change = run.changes().getFirst();
    assertEquals(PlacementChange.Kind.LEFT, change.kind(), where);
    assertEquals(cause(fault), change.cause(), where);
    assertTrue(change.output(), where);
    assertEquals(0, change.fromLayer(), where);
    assertEquals(fault == Fault.OUT_OF_MEMORY ? 0 : layers, change.toLayer(), where);
    assertEquals(1, run.meters().fallbacks(), where);
    int stayed = fault == Fault.OUT_OF_MEMORY ? layers : 0;
    assertEquals(stayed, run.meters().deviceLayers(), where);
    assertEquals(List.of("gpu: " + change.text()), run.warnings(), where);
    assertEquals(leavesDeviceUsable(fault), run.meters().budgetBytes() > 0, where);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OUT_OF_MEMORY", "UNSUPPORTED", "EXCEPTION", "NAN", "WRONG"})
  void theTextGoesOnWhileLayersComeAndGo(Fault fault) throws IOException {
    OffloadOptions returns = offload(fault).withReturns(true);
    for (int at : operations(fault, atLoad, returning.size())) {
      FaultyText run = run(fault, at, returns, text::tellWhileMemoryChanges);
      String where = fault + " at operation " + at + ", " + returning.get(at);
      assertEquals(expected, run.ids(), where);
      List<PlacementChange> caused = run.causedByTheDevice();
      assertTrue(caused.size() <= (run.faults().fired() ? 1 : 0), () -> where + ": " + caused);
      caused.forEach(change -> assertEquals(cause(fault), change.cause(), where));
      assertEquals(run.departures(), run.meters().fallbacks(), where);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OUT_OF_MEMORY", "UNSUPPORTED", "EXCEPTION", "FAILED", "HANG"})
  void aModelThatRequiresADeviceIsNotLoadedWithoutOne(Fault fault) {
    OffloadOptions required = offload(fault).withChoice(GpuChoice.REQUIRE);
    String device = accelerator().id() + ":0: ";
    // Behind the fourth operation a layer is there, and a device that stays usable is one.
    int last = leavesDeviceUsable(fault) ? 4 : atLoad;
    for (int operation : operations(fault, 0, last)) {
      DeviceUnavailableException e =
          assertThrows(
              DeviceUnavailableException.class,
              () -> run(fault, operation, required, text::tell),
              () -> fault + " at operation " + operation);
      assertTrue(e.getMessage().startsWith("a device is required: " + device), e.getMessage());
    }
    assertEquals(List.of(), log.take());
  }

  /** The layers' answers to other questions are right, and some logits of what is wrong as well. */
  @Test
  void whatIsWrongOnceIsFoundByTheStepsCheckOnlyWhereThatIsWhatIsWrong() throws IOException {
    for (int at : operations(Fault.WRONG_ONCE, atLoad, faultless.size())) {
      String operation = faultless.get(at);
      boolean checked = operation.endsWith("+1") || operation.equals("multiply");
      FaultyText run = run(Fault.WRONG_ONCE, at, offload(Fault.WRONG_ONCE), text::tell);
      assertEquals(checked ? 1 : 0, run.meters().fallbacks(), at + ": " + operation);
    }
  }
}
