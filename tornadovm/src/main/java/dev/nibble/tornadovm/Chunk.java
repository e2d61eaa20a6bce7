package dev.nibble.tornadovm;

import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.device.DevicePass;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Some tokens of a pass: as many as go through a layer at once, which bounds working memory.
 *
 * <p>Kernels read an array: the number of tokens; the first layer of the run; a position and a
 * place in the list of slots for each token; the list of slots, sequence after sequence.
 *
 * @param first the first token
 * @param count how many tokens
 */
record Chunk(int first, int count) {
  /** The most tokens. */
  static final int TOKENS = 16;

  /** Positions of a slot. */
  static final int BLOCK = KvPool.BLOCK;

  /** Where kernels read the number of tokens. */
  static final int COUNT = 0;

  /** Where they read the first layer. */
  static final int FIRST_LAYER = 1;

  /** Where the positions of tokens and their places in the list begin. */
  static final int PLACES = 2;

  /** Where the list of slots begins. */
  static final int FRONT = PLACES + 2 * TOKENS;

  /** The token behind the last one. */
  int end() {
    return first + count;
  }

  /**
   * Takes as many tokens as there is room for.
   *
   * @param pass the tokens
   * @param first the first one
   * @param numbers receives what kernels read, with room for the slots of one sequence at least
   * @return the tokens, 1 or more
   */
  static Chunk take(DevicePass pass, int first, IntArray numbers) {
    int room = numbers.getSize() - FRONT;
    int end = Math.min(first + TOKENS, pass.tokens());
    int used = 0;
    int token = first;
    int sequence = 0;
    while (token < end) {
      while (pass.first(sequence) + pass.count(sequence) <= token) {
        sequence++;
      }
      int position = pass.position(sequence) + token - pass.first(sequence);
      int stop = Math.min(end, pass.first(sequence) + pass.count(sequence));
      int slots = (position + stop - token - 1) / BLOCK + 1;
      if (used + slots > room) {
        break;
      }
      for (int i = 0; i < slots; i++) {
        numbers.set(FRONT + used + i, pass.slot(sequence, i * BLOCK));
      }
      for (; token < stop; token++) {
        numbers.set(PLACES + 2 * (token - first), position++);
        numbers.set(PLACES + 1 + 2 * (token - first), used);
      }
      used += slots;
    }
    numbers.set(COUNT, token - first);
    return new Chunk(first, token - first);
  }

  /**
   * The position of a token.
   *
   * @param numbers what kernels read
   * @param token the token, counted from the first one
   */
  static int position(IntArray numbers, int token) {
    return numbers.get(PLACES + 2 * token);
  }

  /**
   * The slot of a position that a token sees.
   *
   * @param numbers what kernels read
   * @param token the token, counted from the first one
   * @param position the position
   */
  static int slot(IntArray numbers, int token, int position) {
    return numbers.get(FRONT + numbers.get(PLACES + 1 + 2 * token) + position / BLOCK);
  }
}
