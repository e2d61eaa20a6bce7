package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.Tile.Role;
import java.util.Optional;

/**
 * How a block's codes, bytes without a sign, are multiplied with activations, bytes with one, and
 * added to the {@linkplain Role#COUNT counts}. These begin with what the bias of the codes takes
 * away; the result is the same integer whatever the way.
 */
enum Dot {
  /** Four products at once. */
  BYTES {
    @Override
    void add(Tile tile, Vec count, int v, Vec x) {
      tile.asm().vpdpbusd(count, tile.register(Role.WEIGHTS, v), x);
    }
  },

  /** Two and two, in sums of 16 bits that two products of six bits and seven do not fill. */
  PAIRS {
    @Override
    void constants(Tile tile) {
      tile.constant(Role.ONES, ONES);
    }

    @Override
    void add(Tile tile, Vec count, int v, Vec x) {
      Vec pairs = tile.register(Role.SPARE, 0);
      tile.asm().vpmaddubsw(pairs, tile.register(Role.WEIGHTS, v), x);
      addPairs(tile, count, pairs);
    }
  },

  /**
   * The same for codes of eight bits, made signed: two products of up to 128 times 127 fit in 16
   * bits. As the unsigned side their magnitudes stand, and their signs go to the activations; no
   * bias is left.
   */
  SIGNED_PAIRS {
    @Override
    void constants(Tile tile) {
      tile.constant(Role.ONES, ONES);
      tile.constant(Role.SIGNS, 0x80808080);
    }

    @Override
    void start(Tile tile, Vec count, Optional<Mem> bias) {
      zero(tile, count);
    }

    @Override
    void prepare(Tile tile, int v) {
      Vec weights = tile.register(Role.WEIGHTS, v);
      tile.asm().vpxor(weights, weights, tile.kept(Role.SIGNS));
      tile.asm().vpabsb(tile.register(Role.MAGNITUDES, v), weights);
    }

    @Override
    void add(Tile tile, Vec count, int v, Vec x) {
      Vec pairs = tile.register(Role.SPARE, 0);
      tile.asm().vpsignb(pairs, x, tile.register(Role.WEIGHTS, v));
      tile.asm().vpmaddubsw(pairs, tile.register(Role.MAGNITUDES, v), pairs);
      addPairs(tile, count, pairs);
    }
  },

  /** For codes of four bits: 16 products of these and seven bits fit in 16 bits, a whole block. */
  WORDS {
    @Override
    void constants(Tile tile) {
      tile.constant(Role.ONES, ONES);
    }

    @Override
    void start(Tile tile, Vec count, Optional<Mem> bias) {
      zero(tile, count);
    }

    @Override
    void add(Tile tile, Vec count, int v, Vec x) {
      Vec pairs = tile.register(Role.SPARE, 0);
      tile.asm().vpmaddubsw(pairs, tile.register(Role.WEIGHTS, v), x);
      tile.asm().vpaddw(count, count, pairs);
    }

    @Override
    void finish(Tile tile, Vec count, Optional<Mem> bias) {
      tile.asm().vpmaddwd(count, count, tile.kept(Role.ONES));
      bias.ifPresent(number -> tile.asm().vpaddd(count, count, tile.toAll(number)));
    }
  };

  /** A number of 16 bits, twice. */
  private static final int ONES = 0x00010001;

  /** Loads what all blocks need. */
  void constants(Tile tile) {}

  /** Begins a count, with a number where there is a bias. */
  void start(Tile tile, Vec count, Optional<Mem> bias) {
    bias.ifPresentOrElse(number -> tile.asm().vpbroadcastd(count, number), () -> zero(tile, count));
  }

  /** Makes unpacked weights ready for all tokens. */
  void prepare(Tile tile, int v) {}

  /** Adds the products of a vector of weights and a token's activations. */
  abstract void add(Tile tile, Vec count, int v, Vec x);

  /** Makes a count what it should be. */
  void finish(Tile tile, Vec count, Optional<Mem> bias) {}

  private static void zero(Tile tile, Vec count) {
    tile.asm().vpxor(count, count, count);
  }

  private static void addPairs(Tile tile, Vec count, Vec pairs) {
    tile.asm().vpmaddwd(pairs, pairs, tile.kept(Role.ONES));
    tile.asm().vpaddd(count, count, pairs);
  }
}
