package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.kernel.x64.CodeHere;
import dev.nibble.engine.measure.DiskReads;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A model whose layers leave memory behind each use. */
final class ResidentMemoryTest {
  private static final int[] PROMPT = {1, 403, 407, 261};

  private CutMemory memory;

  @BeforeEach
  void open() throws IOException {
    open(EngineOptions.defaults());
  }

  private void open(EngineOptions options) throws IOException {
    CutMemory.Opening opening = ResidentMemory.open(TestModels.bundled(), options);
    assumeTrue(opening instanceof CutMemory.Opening.Open, opening.toString());
    memory = ((CutMemory.Opening.Open) opening).memory();
  }

  @AfterEach
  void close() {
    if (memory != null) {
      memory.close();
    }
  }

  private float[] logits() {
    try (Session session = memory.engine().newSession(PROMPT.length)) {
      return session.logits(PROMPT);
    }
  }

  @Test
  @DisplayName("logits are the same whatever is held, and as many bytes leave as are not")
  void sameLogits() throws IOException {
    float[] expected;
    try (Engine engine = Engine.load(TestModels.bundled());
        Session session = engine.newSession(PROMPT.length)) {
      expected = session.logits(PROMPT);
    }
    for (int quarters = 4; quarters >= 0; quarters--) {
      long budget = quarters * memory.requiredBytes() / 4;
      memory.limit(budget);

      assertArrayEquals(expected, logits(), "with %d quarters".formatted(quarters));
      assertTrue(memory.heldBytes() <= budget, memory.heldBytes() + " of " + budget);
      long released = memory.requiredBytes() - memory.heldBytes();
      long dropped = memory.droppedBytes().orElseThrow();
      assertTrue(dropped > 0.9 * released || released == 0, dropped + " of " + released);
    }
    assertEquals(0, memory.heldBytes());
  }

  @Test
  @DisplayName("kernels that would copy weights are not used: none would be missed in the file")
  void inPlace() throws IOException {
    CodeHere.require();
    EngineOptions copying = EngineOptions.defaults().withKernels(KernelChoice.ASSEMBLED);
    try (Engine engine = Engine.load(TestModels.bundled(), copying)) {
      assertTrue(engine.copiedBytes() > 0, "those copy");
    }
    close();
    open(copying);

    assertEquals(0, memory.engine().copiedBytes());
    assertTrue(memory.place().contains("by vector-"), memory.place());
    assertReadAgain();
  }

  @Test
  @DisplayName("R is the pages of all weights that a token meets")
  void required() {
    long weightBytes = memory.engine().work().bytesRead(0, 0);
    assertTrue(memory.requiredBytes() >= weightBytes, "" + memory.requiredBytes());
    assertTrue(memory.requiredBytes() < 1.1 * weightBytes, "" + memory.requiredBytes());
  }

  @Test
  @DisplayName("what was dropped is read from the disk for the next token, and only then")
  void readAgain() {
    assertReadAgain();
  }

  private void assertReadAgain() {
    assumeTrue(DiskReads.bytes().isPresent(), "reads from disks are not counted here");
    memory.limit(0);
    logits();
    memory.droppedBytes();
    long before = DiskReads.bytes().orElseThrow();
    logits();
    assertTrue(
        DiskReads.bytes().orElseThrow() - before >= memory.requiredBytes() / 2,
        "the file system has it from elsewhere");

    memory.limit(memory.requiredBytes());
    logits();
    long held = DiskReads.bytes().orElseThrow();
    logits();
    assertTrue(DiskReads.bytes().orElseThrow() - held < memory.requiredBytes() / 10);
  }
}
