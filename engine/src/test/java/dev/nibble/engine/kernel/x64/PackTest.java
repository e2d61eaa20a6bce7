package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the emitted packing against the scalar one, with guarded pages around all memory. */
final class PackTest {
  private static final int SHAPES = 100;
  private static final int MAX_ROWS = 100;
  private static final int MAX_PIECES = 5;

  private final RandomGenerator random = new SplittableRandom(5);

  static Stream<TensorType> packedTypes() {
    return Stream.of(TensorType.values()).filter(type -> WeightForm.of(type).isPresent());
  }

  @ParameterizedTest
  @MethodSource("packedTypes")
  void packsTheSameBytesAndStaysInItsMemory(TensorType type) throws SystemCallException {
    WeightForm form = WeightForm.of(type).orElseThrow();
    Packer emitted = emitted(form);
    Packer scalar = new Packer(form, Optional.empty());
    assertTrue(emitted.passesSelfTest());
    for (int i = 0; i < SHAPES; i++) {
      int rows = random.nextInt(1, MAX_ROWS + 1);
      int columns = columns(form);
      try (GuardedMemory guarded = new GuardedMemory(new SystemCalls(List.of()))) {
        MemorySegment data = guarded.allocate(rows * type.rowBytes(columns), random.nextBoolean());
        byte[] bytes = new byte[Math.toIntExact(data.byteSize())];
        random.nextBytes(bytes);
        data.copyFrom(MemorySegment.ofArray(bytes));
        MemorySegment expected = pack(scalar, data, rows, columns, guarded);
        MemorySegment panels = pack(emitted, data, rows, columns, guarded);
        String shape = "%d rows, %d columns".formatted(rows, columns);
        assertEquals(-1, panels.mismatch(expected), shape);
      }
    }
  }

  private static Packer emitted(WeightForm form) throws SystemCallException {
    CodeMemory memory = InstructionsHere.require(InstructionSet.AVX2);
    return new Packer(form, Optional.of(memory.place(PackCode.emit(form))));
  }

  /** Whole pieces, or whatever the form can have. */
  private int columns(WeightForm form) {
    int pieces = random.nextInt(1, MAX_PIECES + 1) * form.packedColumns();
    return form instanceof FloatForm && random.nextBoolean()
        ? pieces - random.nextInt(form.packedColumns())
        : pieces;
  }

  private MemorySegment pack(
      Packer packer, MemorySegment data, int rows, int columns, GuardedMemory memory)
      throws SystemCallException {
    long panelBytes = packer.form().panelBytes(columns);
    MemorySegment panels = memory.allocate(Panel.count(rows) * panelBytes, random.nextBoolean());
    for (int panel = 0; panel < Panel.count(rows); panel++) {
      packer.pack(data, panel * Panel.ROWS, rows, columns, panels, panel * panelBytes);
    }
    return panels;
  }
}
