package dev.nibble.engine.predict;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.BatchOptions;
import dev.nibble.engine.Batcher;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.measure.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with everything that can happen, as JDK Mission Control would open it. */
final class RecordedRunTest {
  private static final int TOKENS = 20;

  private static final GenerationRequest STORY =
      GenerationRequest.of("Once upon a time").withMaxTokens(TOKENS).withIgnoreEos(true);

  @TempDir private static Path folder;
  private static Map<String, List<RecordedEvent>> events;
  private static List<Finding> findings;

  @BeforeAll
  static void record() throws IOException {
    Path file = folder.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      run();
      findings = Laws.check(List.of(new Parameters()), Held.of(Facts.bundled()));
      recording.dump(file);
    }
    events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("dev.nibble."))
            .collect(groupingBy(event -> event.getEventType().getName().substring(11)));
  }

  private static void run() throws IOException {
    EngineOptions options =
        EngineOptions.defaults()
            .withKernels(KernelChoice.SCALAR)
            .withThreads(Processor.usableCores() + 1)
            .withOffload(OffloadOptions.of(GpuChoice.HOST));
    try (Engine engine = Engine.load(TestModels.bundled(), options)) {
      try (Session session = engine.newSession()) {
        session.generate(STORY, TextListener.IGNORE);
        engine.limitDevice(0);
        float[] logits = new float[engine.config().vocabularySize()];
        session.begin(new int[] {1, 403, 407}, logits);
        session.advance(261, logits);
      }
      try (Batcher batcher = engine.newBatcher(BatchOptions.defaults())) {
        batcher.submit(STORY, 0, TextListener.IGNORE);
        while (batcher.step()) {}
      }
    }
  }

  private static List<Integer> ints(String event, String field) {
    return events.get(event).stream().map(one -> one.getInt(field)).toList();
  }

  private static Set<String> strings(String event, String field) {
    return events.get(event).stream().map(one -> one.getString(field)).collect(toSet());
  }

  @Test
  @DisplayName("a recording that was told nothing has all events")
  void all() {
    assertEquals(
        Set.of("ModelLoad", "Prefill", "Decode", "KvPool", "Fallback", "Cliff", "Prediction"),
        events.keySet());
  }

  @Test
  @DisplayName("a model is loaded once, with its size and what slows it")
  void modelLoad() {
    RecordedEvent load = events.get("ModelLoad").getFirst();

    assertEquals(1, events.get("ModelLoad").size());
    assertEquals(TestModels.bundled().toString(), load.getString("file"));
    assertEquals(279_232, load.getLong("parameters"));
    assertEquals(512, load.getInt("context"));
    assertEquals("f32", load.getString("kvType"));
    assertTrue(load.getString("slow").contains("threads"), load.getString("slow"));
    assertTrue(load.getDuration().isPositive());
  }

  @Test
  @DisplayName("each prompt is told, alone or beside others, with a speed that its time bears out")
  void prefill() {
    assertEquals(List.of(5, 3, 5), ints("Prefill", "tokens"));
    assertEquals(
        List.of(false, false, true),
        events.get("Prefill").stream().map(one -> one.getBoolean("batched")).toList());
    RecordedEvent first = events.get("Prefill").getFirst();
    double seconds = first.getDuration().toNanos() / 1e9;
    assertEquals(5 / seconds, first.getDouble("speed"), 0.5 * 5 / seconds);
  }

  @Test
  @DisplayName("a generation is one event, a token that a caller runs is one too")
  void decode() {
    assertEquals(List.of(TOKENS - 1, 1, TOKENS - 1), ints("Decode", "tokens"));
    assertEquals(List.of(5 + TOKENS, 4, 5 + TOKENS), ints("Decode", "position"));
    for (RecordedEvent event : events.get("Decode")) {
      assertTrue(event.getDouble("speed") > 0, event.toString());
    }
  }

  @Test
  @DisplayName("the pool tells when it takes memory and when it gives it back")
  void kvPool() {
    long slab = 16 * 16 * 2L * 5 * 32 * 4;
    assertEquals(Set.of("grown", "closed"), strings("KvPool", "cause"));
    assertEquals(slab, events.get("KvPool").getFirst().getLong("allocated"));
    assertEquals(0, events.get("KvPool").getLast().getLong("usedMemory"));
  }

  @Test
  @DisplayName("what leaves the device is told")
  void fallback() {
    assertEquals(Set.of("placed", "left"), strings("Fallback", "kind"));
  }

  @Test
  @DisplayName("a slow path is a cliff under its name")
  void cliff() {
    assertTrue(strings("Cliff", "path").contains("threads"), strings("Cliff", "path").toString());
  }

  @Test
  @DisplayName("each finding is told with its verdict")
  void prediction() {
    assertEquals(
        findings.stream()
            .map(one -> one.prediction().name() + " " + one.verdict() + " " + one.error())
            .toList(),
        events.get("Prediction").stream()
            .map(one ->
                one.getString("prediction")
                    + " "
                    + one.getString("verdict")
                    + " "
                    + one.getDouble("error"))
            .toList());
  }
}
