package dev.nibble.engine.kernel.x64;

/**
 * The loops of a product around its {@link Tile}: for each panel of 32 rows, for each tile of a few
 * tokens. A token's sums do not depend on the tokens beside it.
 *
 * <p>Arguments: the panels, the rows of the activations, where the results {@code [tokens][rows of
 * all panels]} go, pieces of a panel, tokens, panels.
 */
abstract sealed class ProductCode permits IntegerProduct, FloatProduct {
  /** The activations of the tile's first token. */
  static final Gpr TILE_X = Gpr.R11;

  private static final Gpr PANEL = Gpr.RDI;
  private static final Gpr TILE_Y = Gpr.R13;
  private static final Gpr TOKENS_LEFT = Gpr.R12;
  private static final Gpr PIECES_LEFT = Gpr.RAX;

  /** When no piece is left. */
  private static final Gpr RESULTS = Gpr.RAX;

  private static final Gpr Y_STRIDE = Gpr.R9;

  /** Registers that belong to the caller. */
  private static final Gpr[] SAVED = {Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15};

  /** What is kept on the stack. */
  private enum Slot {
    X(0),
    Y(1),
    PIECES(2),
    TOKENS(3),
    PANELS(4),
    Y_STRIDE(5),
    CALLER_STACK(6);

    private final int place;

    Slot(int place) {
      this.place = place;
    }

    Mem memory() {
      return Mem.at(Gpr.RSP, place * Long.BYTES);
    }
  }

  /** A line of a cache for the slots, and what tiles keep, in lines too. */
  private static final int KEPT_AT = 64;

  private static final int FRAME = KEPT_AT + Tile.KEPT_BYTES;

  /**
   * What a round of the loop reads of a stream, or more. Processors follow loads whose addresses
   * grow by the same number each time, but not over a page: with smaller rounds what they fetch
   * gets in the way of what is {@linkplain Tile#fetchAhead asked for}, and a stream of Q4_0 or Q8_0
   * takes a fifth longer (one core of an AMD EPYC Zen 5, JDK 25.0.3, 2026-11-27).
   */
  private static final int ROUND_BYTES = 4096;

  /** Tokens whose time is that of reading the weights. */
  private static final int FEW = 4;

  final Assembler asm;
  private final InstructionSet set;
  private final int tokens;
  private final int pieceBytes;

  /**
   * Prepares the code.
   *
   * @param set its instructions
   * @param form the weights
   */
  ProductCode(InstructionSet set, WeightForm form) {
    asm = set.assembler();
    this.set = set;
    tokens = form.tokens(set);
    pieceBytes = form.unitBytes();
  }

  /** Sets the distance from token to token, of pieces. */
  abstract void stride(Gpr to, Gpr pieces);

  /** Prepares a tile whose first token is at {@link #TILE_X}: all sums are zero. */
  abstract void begin(Tile tile);

  /** Adds the products of a piece, and moves on to the next one. */
  abstract void piece(Tile tile);

  /** Loads a sum. */
  abstract Vec sum(Tile tile, int t, int v);

  /** How many pieces a panel has. */
  static Mem pieces() {
    return Slot.PIECES.memory();
  }

  /** The code. */
  final byte[] emit() {
    for (Gpr register : SAVED) {
      asm.push(register);
    }
    asm.mov(Gpr.RAX, Gpr.RSP);
    asm.sub(Gpr.RSP, FRAME);
    asm.and(Gpr.RSP, -KEPT_AT);
    asm.mov(Slot.CALLER_STACK.memory(), Gpr.RAX);
    asm.mov(Slot.X.memory(), Gpr.RSI);
    asm.mov(Slot.Y.memory(), Gpr.RDX);
    asm.mov(Slot.PIECES.memory(), Gpr.RCX);
    asm.mov(Slot.TOKENS.memory(), Gpr.R8);
    asm.mov(Slot.PANELS.memory(), Gpr.R9);
    asm.imul(Gpr.RAX, Gpr.R9, Panel.ROWS * Float.BYTES);
    asm.mov(Slot.Y_STRIDE.memory(), Gpr.RAX);
    stride(Tile.STRIDE, Gpr.RCX);
    asm.lea(Tile.STRIDE_3, Mem.at(Tile.STRIDE).indexed(Tile.STRIDE, 2));
    asm.lea(Tile.STRIDE_5, Mem.at(Tile.STRIDE).indexed(Tile.STRIDE, 4));
    Label nextPanel = new Label();
    asm.bind(nextPanel);
    panel();
    asm.mov(PANEL, Tile.PIECE);
    asm.mov(Gpr.RAX, Slot.Y.memory());
    asm.add(Gpr.RAX, Panel.ROWS * Float.BYTES);
    asm.mov(Slot.Y.memory(), Gpr.RAX);
    asm.mov(Gpr.RAX, Slot.PANELS.memory());
    asm.sub(Gpr.RAX, 1);
    asm.mov(Slot.PANELS.memory(), Gpr.RAX);
    asm.j(Condition.NOT_ZERO, nextPanel);
    asm.mov(Gpr.RSP, Slot.CALLER_STACK.memory());
    for (int i = SAVED.length - 1; i >= 0; i--) {
      asm.pop(SAVED[i]);
    }
    asm.vzeroupper();
    asm.ret();
    return asm.code();
  }

  private void panel() {
    Label done = new Label();
    asm.mov(TOKENS_LEFT, Slot.TOKENS.memory());
    asm.mov(TILE_X, Slot.X.memory());
    asm.mov(TILE_Y, Slot.Y.memory());
    Label next = new Label();
    choose(true, next, done);
    asm.bind(next);
    choose(false, next, done);
    asm.bind(done);
  }

  /** The code of a tile with as many tokens as there are, up to the most. */
  private void choose(boolean first, Label next, Label done) {
    Label[] tiles = new Label[tokens + 1];
    for (int count = tokens; count > 0; count--) {
      tiles[count] = new Label();
      asm.cmp(TOKENS_LEFT, count);
      asm.j(Condition.GREATER_OR_EQUAL, tiles[count]);
    }
    for (int count = tokens; count > 0; count--) {
      asm.bind(tiles[count]);
      tiles(count, first);
      asm.sub(TOKENS_LEFT, count);
      asm.j(Condition.NOT_ZERO, next);
      asm.jmp(done);
    }
  }

  /** All rows of the panel: as many tiles as it takes. */
  private void tiles(int count, boolean first) {
    Tile tile;
    for (int row = 0; row < Panel.ROWS; row = tile.row(tile.vectors())) {
      tile = new Tile(asm, set, count, first, row, KEPT_AT);
      tile(tile);
    }
    for (int t = 0; t < count; t++) {
      asm.add(TILE_Y, Y_STRIDE);
      asm.add(TILE_X, Tile.STRIDE);
    }
  }

  private void tile(Tile tile) {
    begin(tile);
    asm.mov(Tile.PIECE, PANEL);
    asm.mov(PIECES_LEFT, Slot.PIECES.memory());
    pieces(tile);
    asm.mov(Y_STRIDE, Slot.Y_STRIDE.memory());
    asm.mov(RESULTS, TILE_Y);
    for (int t = 0; t < tile.tokens(); t++) {
      for (int v = 0; v < tile.vectors(); v++) {
        asm.vmovups(Mem.at(RESULTS, tile.row(v) * Float.BYTES), sum(tile, t, v));
      }
      asm.add(RESULTS, Y_STRIDE);
    }
  }

  /** All pieces of a panel, in rounds as long as there are so many, and then one by one. */
  private void pieces(Tile tile) {
    boolean waits = tile.isStream() && tile.tokens() <= FEW;
    int round = waits ? Math.ceilDiv(ROUND_BYTES, pieceBytes) : 1;
    Label done = new Label();
    if (round > 1) {
      Label nextRound = new Label();
      Label oneByOne = new Label();
      asm.bind(nextRound);
      asm.cmp(PIECES_LEFT, round);
      asm.j(Condition.LESS, oneByOne);
      for (int i = 0; i < round; i++) {
        piece(tile);
      }
      asm.sub(PIECES_LEFT, round);
      asm.j(Condition.NOT_ZERO, nextRound);
      asm.jmp(done);
      asm.bind(oneByOne);
    }
    Label nextPiece = new Label();
    asm.bind(nextPiece);
    piece(tile);
    asm.sub(PIECES_LEFT, 1);
    asm.j(Condition.NOT_ZERO, nextPiece);
    asm.bind(done);
  }
}
