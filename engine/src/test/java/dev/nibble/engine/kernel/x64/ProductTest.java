package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the emitted products against the scalar model, with guarded pages around all memory. */
final class ProductTest {
  private static final int SHAPES = 100;
  private static final int MAX_ROWS = 100;
  private static final int MAX_UNITS = 4;
  private static final int MAX_TOKENS = 17;

  /** Codes at the ends of their range, among others. */
  private static final byte[] EXTREMES = {0, -1, Byte.MIN_VALUE, Byte.MAX_VALUE};

  private final RandomGenerator random = new SplittableRandom(3);

  static Stream<Arguments> productsOfEachSet() {
    return Stream.of(InstructionSet.values())
        .flatMap(set ->
            Stream.of(TensorType.values())
                .filter(type -> WeightForm.of(type).isPresent())
                .map(type -> Arguments.of(set, type)));
  }

  @ParameterizedTest
  @MethodSource("productsOfEachSet")
  void agreesWithTheScalarModelToTheBitAndStaysInItsMemory(InstructionSet set, TensorType type)
      throws SystemCallException {
    CodeMemory memory = InstructionsHere.require(set);
    WeightForm form = WeightForm.of(type).orElseThrow();
    MemorySegment product = memory.place(form.code(set));
    MemorySegment quantize = memory.place(QuantizeCode.emit(set));
    for (int i = 0; i < SHAPES; i++) {
      int rows = random.nextInt(1, MAX_ROWS + 1);
      int units = random.nextInt(1, MAX_UNITS + 1);
      int columns =
          switch (form) {
            case IntegerForm _ -> units * type.blockSize();
            case FloatForm _ -> units * RowForm.STEP - random.nextInt(RowForm.STEP);
          };
      int tokens = random.nextInt(1, MAX_TOKENS + 1);
      try (GuardedMemory guarded = new GuardedMemory(new SystemCalls(List.of()))) {
        MemorySegment data = weights(form, rows, columns, guarded);
        float[] x = activations(tokens * columns);
        float[] y =
            multiply(
                product,
                form,
                data,
                rows,
                columns,
                rows(form, quantize, x, columns, guarded),
                tokens,
                guarded);
        String shape = "%d rows, %d columns, %d tokens".formatted(rows, columns, tokens);
        assertArrayEquals(expected(form, data, rows, columns, x, tokens), y, shape);
      }
    }
  }

  /** Random blocks, or such as are all alike, with scales that are numbers. */
  private MemorySegment weights(WeightForm form, int rows, int columns, GuardedMemory memory)
      throws SystemCallException {
    MemorySegment data =
        memory.allocate(rows * form.type().rowBytes(columns), random.nextBoolean());
    if (random.nextBoolean()) {
      byte[] bytes = new byte[Math.toIntExact(data.byteSize())];
      random.nextBytes(bytes);
      data.copyFrom(MemorySegment.ofArray(bytes));
    } else {
      data.fill(EXTREMES[random.nextInt(EXTREMES.length)]);
    }
    for (long at = 0; at < data.byteSize(); at += form.type().blockBytes()) {
      for (int offset : form.halves()) {
        short half = Float.floatToFloat16((float) random.nextGaussian());
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + offset, half);
      }
    }
    return data;
  }

  /** Random numbers, or such as have the largest codes. */
  private float[] activations(int count) {
    float[] x = new float[count];
    int kind = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      x[i] =
          switch (kind) {
            case 0 -> 1;
            case 1 -> random.nextBoolean() ? 1 : -1;
            default -> (float) random.nextGaussian();
          };
    }
    return x;
  }

  /** The activations as rows in memory, without the padding of the last one. */
  private MemorySegment rows(
      WeightForm form, MemorySegment quantize, float[] x, int columns, GuardedMemory memory)
      throws SystemCallException {
    int tokens = x.length / columns;
    long stride = form.activations().bytes(columns);
    MemorySegment rows = memory.allocate(tokens * stride - RowForm.PADDING, random.nextBoolean());
    MemorySegment floats = memory.allocate((long) columns * Float.BYTES, random.nextBoolean());
    for (int t = 0; t < tokens; t++) {
      MemorySegment.copy(x, t * columns, floats, ValueLayout.JAVA_FLOAT, 0, columns);
      if (form.activations() == RowForm.FLOATS) {
        MemorySegment.copy(floats, 0, rows, t * stride, floats.byteSize());
      } else {
        long row = rows.address() + t * stride;
        NativeCall.call(quantize, floats.address(), row, columns / Panel.BLOCK, 0, 0, 0);
      }
    }
    return rows;
  }

  private float[] multiply(
      MemorySegment product,
      WeightForm form,
      MemorySegment data,
      int rows,
      int columns,
      MemorySegment x,
      int tokens,
      GuardedMemory memory)
      throws SystemCallException {
    int count = Panel.count(rows);
    MemorySegment panels = memory.allocate(count * form.panelBytes(columns), random.nextBoolean());
    for (int panel = 0; panel < count; panel++) {
      long at = panel * form.panelBytes(columns);
      form.pack(data, panel * Panel.ROWS, rows, columns, panels, at);
    }
    int stride = count * Panel.ROWS;
    MemorySegment results =
        memory.allocate((long) tokens * stride * Float.BYTES, random.nextBoolean());
    NativeCall.call(
        product,
        panels.address(),
        x.address(),
        results.address(),
        form.units(columns),
        tokens,
        count);
    float[] y = new float[tokens * rows];
    for (int t = 0; t < tokens; t++) {
      long from = (long) t * stride * Float.BYTES;
      MemorySegment.copy(results, ValueLayout.JAVA_FLOAT, from, y, t * rows, rows);
    }
    return y;
  }

  private static float[] expected(
      WeightForm form, MemorySegment data, int rows, int columns, float[] x, int tokens) {
    ReferenceProduct reference = ReferenceProduct.of(form, columns);
    float[] y = new float[tokens * rows];
    for (int t = 0; t < tokens; t++) {
      reference.multiply(data, rows, x, t * columns, y, t * rows);
    }
    return y;
  }
}
