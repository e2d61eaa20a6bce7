package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.OffloadOptions;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is timed, how often; how fast it is, no test can know. */
final class BenchmarkTest {
  private static Engine engine;

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(TestModels.bundled());
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  private static BenchResult run(BenchTest test, int repetitions, int warmUpSeconds) {
    return new Benchmark(engine, test).run(repetitions, Duration.ofSeconds(warmUpSeconds));
  }

  @ParameterizedTest
  @CsvSource({
    "16, 0, 1, pp16",
    "0, 8, 1, tg8",
    "0, 1, 1, tg1",
    "16, 8, 1, pp16+tg8",
    "0, 8, 3, tg8 x3",
    "16, 8, 2, pp16+tg8 x2"
  })
  @DisplayName("a prompt, tokens one at a time, or both are repeated as often as asked")
  void repeats(int prompt, int generated, int sequences, String name) {
    BenchTest test = new BenchTest(prompt, generated, sequences);
    BenchResult result = run(test, 3, 0);
    assertEquals(name, result.test().name());
    assertEquals(3, result.sampleNanos().size());
    assertTrue(result.sampleNanos().stream().allMatch(nanos -> nanos > 0));
    assertFalse(result.settled());
    assertEquals(prompt > 0 || sequences > 1, result.multiplyAdds() > 0);
    assertEquals(generated > 0, result.bytesRead() > 0);
  }

  @Test
  @DisplayName("the warm-up ends when its time is up")
  void limit() {
    long begin = System.nanoTime();
    run(new BenchTest(8, 0), 1, 1);
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertTrue(seconds >= 1 && seconds < 10, seconds + " s");
  }

  @Test
  @DisplayName("generated tokens behind a prompt read its keys and values too")
  void behindAPrompt() {
    long alone = new BenchTest(0, 8).bytesRead(engine.work());
    long behind = new BenchTest(16, 8).bytesRead(engine.work());
    // Five layers of 32 keys and 32 values, as float32.
    assertEquals(8 * 16 * 5 * 2 * 32 * 4, behind - alone);
  }

  @Test
  @DisplayName("several sequences read the weights once, and multiply each for itself")
  void together() {
    long alone = new BenchTest(0, 1).bytesRead(engine.work());
    long together = new BenchTest(0, 1, 10).bytesRead(engine.work());
    assertEquals(9 * 5 * 2 * 32 * 4, together - alone);
    assertEquals(
        10 * engine.work().multiplyAddsAt(0), new BenchTest(0, 1, 10).multiplyAdds(engine.work()));
    assertEquals(engine.work().multiplyAdds(1), engine.work().multiplyAddsAt(0));
  }

  @Test
  @DisplayName("what layers on a device have to do is counted as its part")
  void onADevice() throws IOException {
    BenchTest test = new BenchTest(8, 4);
    BenchResult cpu = run(test, 1, 0);
    OffloadOptions three = OffloadOptions.of(GpuChoice.HOST).withLayers(3);
    EngineOptions options = EngineOptions.defaults().withOffload(three);
    try (Engine shared = Engine.load(TestModels.bundled(), options)) {
      BenchResult both = new Benchmark(shared, test).run(1, Duration.ZERO);
      assertFalse(both.moved());
      assertEquals(BenchWork.of(test, engine.work().part(2, 5, false)), both.device());
      assertEquals(cpu.multiplyAdds(), both.multiplyAdds());
      assertEquals(cpu.bytesRead(), both.bytesRead());
      assertEquals(BenchWork.NONE, cpu.device());
    }
  }

  @Test
  @DisplayName("layers that leave a device while it is timed are noticed")
  void leaving() throws IOException {
    OffloadOptions returning = OffloadOptions.of(GpuChoice.HOST).withReturns(true);
    EngineOptions options = EngineOptions.defaults().withOffload(returning).withContextLength(100);
    try (Engine changing = Engine.load(TestModels.bundled(), options)) {
      MemoryPlan plan = changing.memoryPlan().orElseThrow();
      // Enough for the first positions, and too little for the last.
      changing.limitDevice(plan.requiredBytesAt(0, true, 40));
      BenchResult result = new Benchmark(changing, new BenchTest(0, 90)).run(2, Duration.ZERO);
      assertTrue(result.moved());
    }
  }

  @Test
  @DisplayName("nothing to time, nothing to repeat, or no room for it is refused")
  void refused() {
    assertThrows(IllegalArgumentException.class, () -> new BenchTest(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new BenchTest(-1, 8));
    assertThrows(IllegalArgumentException.class, () -> new BenchTest(0, 8, 0));
    assertThrows(IllegalArgumentException.class, () -> run(new BenchTest(8, 0), 0, 0));
    assertThrows(IllegalArgumentException.class, () -> run(new BenchTest(500, 13), 1, 0));
  }
}
