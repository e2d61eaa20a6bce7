package dev.nibble.cli;

import dev.nibble.engine.Drafter;

/**
 * What guesses, until it is closed.
 *
 * @param drafter guesses
 * @param closing frees its memory
 */
record OpenDrafter(Drafter drafter, Runnable closing) implements AutoCloseable {
  @Override
  public void close() {
    closing.run();
  }
}
