package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.QuantizedRow.Numbers;
import dev.nibble.engine.kernel.x64.Tile.Role;
import java.util.Optional;

/**
 * The code of the product of weights in an {@link IntegerForm} with {@linkplain QuantizedRow
 * quantized} activations:
 *
 * <pre>
 * for each tile of a few rows and a few tokens
 *   sum[t][row] = 0
 *   for each block of 32 columns
 *     count[t][row] = start[t]                          what the bias of the weights takes away
 *     for each group of 4 columns
 *       count[t][row] += codes[row][4] * x[t][4]        {@link Dot}
 *     sum[t][row] += count[t][row] * scale[row] * xScale[t]
 * </pre>
 */
final class IntegerProduct extends ProductCode {
  private static final Gpr BLOCKS_LEFT = Gpr.RCX;

  private final IntegerForm form;
  private final Dot dot;

  IntegerProduct(IntegerForm form, InstructionSet set) {
    super(set, form);
    this.form = form;
    dot = set.dot(form.codes().bits());
  }

  @Override
  void stride(Gpr to, Gpr pieces) {
    asm.imul(to, pieces, form.blocks() * QuantizedRow.BLOCK_BYTES);
    asm.add(to, RowForm.PADDING);
  }

  @Override
  void begin(Tile tile) {
    form.codes().constants(tile);
    form.scales().constants(tile);
    dot.constants(tile);
    for (int t = 0; t < tile.tokens(); t++) {
      for (int v = 0; v < tile.vectors(); v++) {
        Vec sum = tile.toKeep(Role.SUM, t, v);
        asm.vpxor(sum, sum, sum);
        tile.keep(Role.SUM, t, v);
      }
    }
    asm.mov(Tile.X, TILE_X);
    numbers(Tile.X_SCALES, Numbers.SCALE);
    numbers(Tile.X_NUMBERS, form.numbers());
  }

  /** The address of a row's numbers for each block, behind its codes. */
  private void numbers(Gpr to, Numbers numbers) {
    int before = QuantizedRow.BLOCK + numbers.place() * Integer.BYTES;
    asm.mov(to, pieces());
    asm.imul(to, to, form.blocks() * before);
    asm.add(to, TILE_X);
  }

  @Override
  void piece(Tile tile) {
    Scales scales = form.scales();
    if (form.blocks() == 1) {
      tile.fetchAhead(Mem.at(Tile.PIECE), form.unitBytes());
      block(tile, Mem.at(Tile.PIECE), Mem.at(Tile.PIECE, scales.bytes()));
      asm.add(Tile.PIECE, form.unitBytes());
      return;
    }
    tile.fetchAhead(Mem.at(Tile.PIECE), scales.bytes());
    asm.lea(Tile.HEADER, Mem.at(Tile.PIECE, scales.commonBytes()));
    asm.lea(Tile.CODES, Mem.at(Tile.PIECE, scales.bytes()));
    asm.mov(BLOCKS_LEFT, form.blocks());
    Label nextBlock = new Label();
    asm.bind(nextBlock);
    tile.fetchAhead(Mem.at(Tile.CODES), form.codes().bytes());
    block(tile, Mem.at(Tile.HEADER), Mem.at(Tile.CODES));
    asm.add(Tile.HEADER, scales.blockBytes());
    asm.add(Tile.CODES, form.codes().bytes());
    asm.sub(BLOCKS_LEFT, 1);
    asm.j(Condition.NOT_ZERO, nextBlock);
    asm.mov(Tile.PIECE, Tile.CODES);
  }

  @Override
  Vec sum(Tile tile, int t, int v) {
    return tile.take(Role.SUM, t, v);
  }

  private void block(Tile tile, Mem header, Mem codes) {
    int sums = form.scales().sums();
    int groups = Panel.GROUPS / sums;
    for (int sum = 0; sum < sums; sum++) {
      count(tile, codes, sum * groups, groups, sum);
      for (int v = 0; v < tile.vectors(); v += tile.scaledVectors()) {
        scale(tile, header, sum, v, v + tile.scaledVectors());
      }
    }
    asm.add(Tile.X, QuantizedRow.BLOCK);
    asm.add(Tile.X_SCALES, Float.BYTES);
    asm.add(Tile.X_NUMBERS, sums * Integer.BYTES);
  }

  /** Makes the counts of a sum. */
  private void count(Tile tile, Mem codes, int firstGroup, int groups, int sum) {
    for (int t = 0; t < tile.tokens(); t++) {
      for (int v = 0; v < tile.vectors(); v++) {
        dot.start(tile, tile.register(Role.COUNT, t, v), bias(tile, t, sum));
      }
    }
    for (int group = firstGroup; group < firstGroup + groups; group++) {
      for (int v = 0; v < tile.vectors(); v++) {
        form.codes().unpack(tile, codes, group, v);
        dot.prepare(tile, v);
      }
      multiply(tile, group);
    }
    for (int t = 0; t < tile.tokens(); t++) {
      for (int v = 0; v < tile.vectors(); v++) {
        dot.finish(tile, tile.register(Role.COUNT, t, v), bias(tile, t, sum));
      }
    }
    tile.release(Role.WEIGHTS);
    tile.release(Role.MAGNITUDES);
    tile.release(Role.ACTIVATIONS);
  }

  /** What the bias of the weights takes away. */
  private Optional<Mem> bias(Tile tile, int t, int sum) {
    return form.numbers() == Numbers.SCALED_SUM
        ? Optional.empty()
        : Optional.of(tile.x(Tile.X_NUMBERS, t, sum * Integer.BYTES));
  }

  private void multiply(Tile tile, int group) {
    for (int t = 0; t < tile.tokens(); t++) {
      Vec x = tile.toAll(tile.x(Tile.X, t, group * Panel.GROUP));
      for (int v = 0; v < tile.vectors(); v++) {
        dot.add(tile, tile.register(Role.COUNT, t, v), v, x);
      }
    }
  }

  /** Adds the counts of some vectors of rows to their sums. */
  private void scale(Tile tile, Mem header, int sum, int from, int to) {
    for (int v = from; v < to; v++) {
      form.scales().load(tile, header, sum, v);
    }
    tile.release(Role.SPARE);
    for (int t = 0; t < tile.tokens(); t++) {
      Vec xScale = tile.toAll(tile.x(Tile.X_SCALES, t, 0));
      for (int v = from; v < to; v++) {
        Vec count = tile.register(Role.COUNT, t, v);
        asm.vcvtdq2ps(count, count);
        asm.vmulps(count, count, tile.register(Role.SCALE, v));
        Vec total = tile.take(Role.SUM, t, v);
        asm.vfmadd231ps(total, count, xScale);
        tile.keep(Role.SUM, t, v);
      }
      if (form.scales().hasOffsets()) {
        Vec scaledSum = tile.toAll(tile.x(Tile.X_NUMBERS, t, 0));
        for (int v = from; v < to; v++) {
          addOffset(tile, t, v, scaledSum);
        }
      }
    }
    tile.release(Role.ACTIVATIONS);
    tile.release(Role.SCALE);
    tile.release(Role.OFFSET);
  }

  private void addOffset(Tile tile, int t, int v, Vec scaledSum) {
    Vec total = tile.take(Role.SUM, t, v);
    Vec offset = tile.register(Role.OFFSET, v);
    if (form.scales().subtractsOffsets()) {
      asm.vfnmadd231ps(total, offset, scaledSum);
    } else {
      asm.vfmadd231ps(total, offset, scaledSum);
    }
    tile.keep(Role.SUM, t, v);
  }
}
