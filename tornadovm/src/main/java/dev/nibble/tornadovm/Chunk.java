package dev.nibble.tornadovm;

import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.device.DevicePass;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Some tokens of a pass: as many as go through a layer at once, which bounds its working memory.
 *
 * <p>Kernels read an array: the number of tokens; a position and a place in the list of slots for
 * each; the list of slots, sequence after sequence.
 *
 * @param first the first token
 * @param count how many tokens
 */
record Chunk(int first, int count) {
  /** The most tokens. */
  static final int TOKENS = 16;

  /** Positions of a slot. */
  static final int BLOCK = KvPool.BLOCK;

  /** Numbers in front of the list of slots. */
  static final int FRONT = 1 + 2 * TOKENS;

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
        numbers.set(1 + 2 * (token - first), position++);
        numbers.set(2 + 2 * (token - first), used);
      }
      used += slots;
    }
    numbers.set(0, token - first);
    return new Chunk(first, token - first);
  }
}
