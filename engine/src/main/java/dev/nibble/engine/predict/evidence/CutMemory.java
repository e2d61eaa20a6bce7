package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import java.util.OptionalLong;

/** Memory that holds parts of a model within a budget; the others are used from elsewhere. */
sealed interface CutMemory extends AutoCloseable permits DeviceMemory, ResidentMemory {

  /** What an attempt to have it has come to. */
  sealed interface Opening {
    /**
     * It is there.
     *
     * @param memory to be closed by the caller
     */
    record Open(CutMemory memory) implements Opening {}

    /**
     * It is not.
     *
     * @param reason why, in a sentence
     */
    record Closed(String reason) implements Opening {}
  }

  /** The model, whose sequences have no more than a block of positions. */
  Engine engine();

  /** Where it is. */
  FallbackRun.Level level();

  /** What is held there, and what happens beyond, in a sentence. */
  String place();

  /** R, with which all is held. */
  long requiredBytes();

  /**
   * Changes the budget.
   *
   * @param bytes G; 0 holds nothing
   */
  void limit(long bytes);

  /** Passes after which what is held is what the budget allows. */
  int settlingPasses();

  /** What is held at present. */
  long heldBytes();

  /** What of the rest has left main memory, between two passes; empty where it need not. */
  OptionalLong droppedBytes();

  @Override
  void close();
}
