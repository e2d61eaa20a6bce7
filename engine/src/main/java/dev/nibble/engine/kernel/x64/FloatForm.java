package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.PackLanes.Quad;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Weights of two bytes that are made floats: a piece of a panel is four columns of 32 rows. */
enum FloatForm implements WeightForm {
  F16(TensorType.F16) {
    @Override
    void load(Assembler asm, Vec to, Mem from) {
      asm.vcvtph2ps(to, from);
    }

    @Override
    float value(short bits) {
      return Float.float16ToFloat(bits);
    }
  },
  BF16(TensorType.BF16) {
    @Override
    void load(Assembler asm, Vec to, Mem from) {
      asm.vpmovzxwd(to, from);
      asm.vpslld(to, to, Short.SIZE);
    }

    @Override
    float value(short bits) {
      return Float.intBitsToFloat(bits << Short.SIZE);
    }
  };

  private static final int CACHE_LINE = 64;

  /** A block is one weight. */
  private static final int[] WEIGHT = {0};

  private final TensorType type;

  FloatForm(TensorType type) {
    this.type = type;
  }

  /** The form of a type, where it has one. */
  static Optional<FloatForm> of(TensorType type) {
    return switch (type) {
      case F16 -> Optional.of(F16);
      case BF16 -> Optional.of(BF16);
      default -> Optional.empty();
    };
  }

  /** Makes weights of neighbouring rows floats. */
  abstract void load(Assembler asm, Vec to, Mem from);

  /** A weight. */
  abstract float value(short bits);

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public int[] halves() {
    return WEIGHT;
  }

  @Override
  public RowForm activations() {
    return RowForm.FLOATS;
  }

  @Override
  public int tokens(InstructionSet set) {
    return set.isEvex() ? 12 : 6;
  }

  @Override
  public int units(int columns) {
    return Math.ceilDiv(columns, RowForm.STEP);
  }

  @Override
  public int unitBytes() {
    return RowForm.STEP * Panel.ROWS * Short.BYTES;
  }

  @Override
  public void pack(
      MemorySegment data, int firstRow, int rows, int columns, MemorySegment out, long at) {
    short[] panel = new short[Math.toIntExact(panelBytes(columns) / Short.BYTES)];
    short[] weights = new short[columns];
    int count = Math.min(Panel.ROWS, rows - firstRow);
    for (int row = 0; row < count; row++) {
      long from = (long) (firstRow + row) * columns * Short.BYTES;
      MemorySegment.copy(data, ValueLayout.JAVA_SHORT_UNALIGNED, from, weights, 0, columns);
      for (int k = 0; k < columns; k++) {
        panel[k * Panel.ROWS + row] = weights[k];
      }
    }
    MemorySegment.copy(panel, 0, out, ValueLayout.JAVA_SHORT, at, panel.length);
  }

  @Override
  public int packedColumns() {
    return CACHE_LINE / Short.BYTES;
  }

  @Override
  public void emitPack(PackLanes lanes) {
    int columnBytes = Panel.ROWS * Short.BYTES;
    for (Quad quad : Quad.values()) {
      for (int at = 0; at < CACHE_LINE; at += Width.X.bytes()) {
        lanes.load(quad, at, 0);
        for (int pair = 0; pair < PackLanes.GROUPS; pair++) {
          int column = at / Short.BYTES + 2 * pair;
          lanes.storeHalves(quad, pair, column * columnBytes, columnBytes);
        }
      }
    }
  }

  @Override
  public byte[] code(InstructionSet set) {
    return new FloatProduct(this, set).emit();
  }
}
