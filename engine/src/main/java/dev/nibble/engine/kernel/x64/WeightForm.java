package dev.nibble.engine.kernel.x64;

import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** How the weights of a type lie in a {@link Panel}, and are multiplied. */
sealed interface WeightForm permits IntegerForm, FloatForm {

  /** The form of a type, where it has one. */
  static Optional<WeightForm> of(TensorType type) {
    Optional<WeightForm> floats = FloatForm.of(type).map(form -> form);
    return floats.or(() -> IntegerForm.of(type));
  }

  /** The type in the file. */
  TensorType type();

  /** What the weights are multiplied with. */
  RowForm activations();

  /** How many tokens a tile has: what the registers hold. */
  int tokens(InstructionSet set);

  /** Pieces of a panel of rows of a length. */
  int units(int columns);

  /** Bytes of such a piece. */
  int unitBytes();

  /** Where a block of the file has numbers that scale it, of two bytes each. */
  int[] halves();

  /** Bytes of a panel. */
  default long panelBytes(int columns) {
    return (long) units(columns) * unitBytes();
  }

  /**
   * Writes a panel into memory that is zero.
   *
   * @param data the file's rows
   * @param firstRow the first of up to 32
   * @param rows how many rows the file has
   * @param columns their length
   * @param out the panels
   * @param at where this one starts
   */
  void pack(MemorySegment data, int firstRow, int rows, int columns, MemorySegment out, long at);

  /** How many columns emitted code packs at a time. */
  int packedColumns();

  /**
   * Emits what packs as many columns of the rows of a loop.
   *
   * @param lanes the registers
   */
  void emitPack(PackLanes lanes);

  /** The code of the product, whose arguments {@link ProductCode} lists. */
  byte[] code(InstructionSet set);
}
