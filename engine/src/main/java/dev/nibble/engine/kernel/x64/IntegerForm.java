package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.PackLanes.Quad;
import dev.nibble.engine.kernel.x64.QuantizedRow.Numbers;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;

/**
 * Weights whose codes are multiplied with quantized activations as integers.
 *
 * @param type the type in the file
 * @param reader reads its blocks
 * @param scales what is in front of a piece's codes
 * @param codes how these are packed
 * @param numbers what a block's sum begins with, or is multiplied with an offset
 */
record IntegerForm(TensorType type, BlockReader reader, Scales scales, Codes codes, Numbers numbers)
    implements WeightForm {
  /** Tokens whose counts leave registers for the weights of two vectors, of 16 registers. */
  private static final int TOKENS = 5;

  /** Tokens whose counts and sums leave registers for weights and their scales, of 32. */
  private static final int EVEX_TOKENS = 6;

  private static final Map<TensorType, IntegerForm> FORMS =
      Map.of(
          TensorType.Q8_0,
          form(TensorType.Q8_0, new BlockScales(false), new ByteCodes(), Numbers.MINUS_128),
          TensorType.Q4_0,
          form(TensorType.Q4_0, new BlockScales(false), new NibbleCodes(0), Numbers.MINUS_8),
          TensorType.Q4_1,
          form(TensorType.Q4_1, new BlockScales(true), new NibbleCodes(0), Numbers.SCALED_SUM),
          TensorType.Q5_0,
          form(TensorType.Q5_0, new BlockScales(false), new NibbleCodes(1), Numbers.MINUS_16),
          TensorType.Q5_1,
          form(TensorType.Q5_1, new BlockScales(true), new NibbleCodes(1), Numbers.SCALED_SUM),
          TensorType.IQ4_NL,
          form(TensorType.IQ4_NL, new BlockScales(false), new TableCodes(), Numbers.MINUS_128),
          TensorType.Q4_K,
          form(TensorType.Q4_K, new SixBitScales(), new NibbleCodes(0), Numbers.SCALED_SUM),
          TensorType.Q5_K,
          form(TensorType.Q5_K, new SixBitScales(), new NibbleCodes(1), Numbers.SCALED_SUM),
          TensorType.Q6_K,
          form(TensorType.Q6_K, new ByteScales(), new NibbleCodes(2), Numbers.MINUS_32_HALVES));

  private static IntegerForm form(TensorType type, Scales scales, Codes codes, Numbers numbers) {
    return new IntegerForm(type, BlockReader.of(type), scales, codes, numbers);
  }

  /** The form of a type, where it has one. */
  static Optional<IntegerForm> of(TensorType type) {
    return Optional.ofNullable(FORMS.get(type));
  }

  /** Blocks of 32 columns in a piece. */
  int blocks() {
    return type.blockSize() / Panel.BLOCK;
  }

  @Override
  public int units(int columns) {
    return columns / type.blockSize();
  }

  @Override
  public int unitBytes() {
    return scales.bytes() + blocks() * codes.bytes();
  }

  @Override
  public int[] halves() {
    return scales.halves();
  }

  @Override
  public RowForm activations() {
    return RowForm.QUANTIZED;
  }

  @Override
  public int tokens(InstructionSet set) {
    return set.isEvex() ? EVEX_TOKENS : TOKENS;
  }

  @Override
  public byte[] code(InstructionSet set) {
    return new IntegerProduct(this, set).emit();
  }

  @Override
  public void pack(
      MemorySegment data, int firstRow, int rows, int columns, MemorySegment out, long at) {
    byte[] panel = new byte[Math.toIntExact(panelBytes(columns))];
    byte[] blocks = new byte[Math.toIntExact(type.rowBytes(columns))];
    int[] groups = new int[columns / Panel.GROUP];
    int count = Math.min(Panel.ROWS, rows - firstRow);
    for (int row = 0; row < count; row++) {
      long from = (long) (firstRow + row) * blocks.length;
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, from, blocks, 0, blocks.length);
      readCodes(blocks, groups);
      packRow(blocks, groups, panel, row);
    }
    MemorySegment.copy(panel, 0, out, ValueLayout.JAVA_BYTE, at, panel.length);
  }

  @Override
  public int packedColumns() {
    return type.blockSize();
  }

  @Override
  public void emitPack(PackLanes lanes) {
    int[] halves = scales.halves();
    for (Quad quad : Quad.values()) {
      for (int i = 0; i < halves.length; i++) {
        lanes.copyHalf(quad, halves[i], i * Panel.ROWS * Short.BYTES);
      }
      reader.emitPack(lanes, quad, part -> scales.bytes() + part * codes.bytes());
    }
    scales.emitPack(lanes);
  }

  /**
   * Reads the codes of a row.
   *
   * @param blocks its blocks
   * @param groups receives four codes in an int
   */
  void readCodes(byte[] blocks, int[] groups) {
    reader.codes(blocks, type.blockBytes(), blocks(), groups);
  }

  private void packRow(byte[] blocks, int[] groups, byte[] panel, int row) {
    int first = 0;
    int blockAt = 0;
    for (int at = 0; at < panel.length; at += unitBytes()) {
      scales.pack(blocks, blockAt, panel, at, row);
      blockAt += type.blockBytes();
      for (int part = 0; part < blocks(); part++) {
        codes.pack(groups, first, panel, at + scales.bytes() + part * codes.bytes(), row);
        first += Panel.GROUPS;
      }
    }
  }
}
