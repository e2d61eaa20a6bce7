package dev.nibble.engine.device;

/**
 * A layer on a device, with its keys and values in slots of {@link
 * dev.nibble.engine.cache.KvPool#BLOCK} positions. Which slot holds which positions of which
 * sequence is the caller's affair.
 */
public interface DeviceLayer extends AutoCloseable {

  /** Its number in the model, from 0. */
  int index();

  /** What it takes at present, in bytes: weights, keys and values. */
  long bytes();

  /**
   * Makes room for keys and values, or gives some back. What is stored in the slots that stay
   * stays.
   *
   * @param slots how many slots there must be from now on
   * @return done, or why not
   */
  Outcome<Void> resize(int slots);

  /**
   * Stores keys and values that the CPU has computed.
   *
   * @param slot the slot, below their number
   * @param row the first position in it
   * @param count how many positions, all in this slot
   * @param keys {@code [count][kv width]} from {@code from} on, turned
   * @param values the same
   * @param from where the first position's channels start in both
   * @return done, or why not
   */
  Outcome<Void> store(int slot, int row, int count, float[] keys, float[] values, int from);

  /** Frees what it takes. */
  @Override
  void close();
}
