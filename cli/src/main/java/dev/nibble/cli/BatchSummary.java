package dev.nibble.cli;

import dev.nibble.engine.measure.BatchMeters;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.KvMeters;
import java.util.Locale;

/**
 * How far a run over many prompts is.
 *
 * @param done prompts that it has finished, those that failed included
 * @param failed prompts that could not be run
 * @param promptTokens tokens of the prompts that it has continued
 * @param generatedTokens tokens that it has added to them
 * @param seconds how long it took
 * @param batch what went through the model
 * @param memory what keys and values take
 */
record BatchSummary(
    int done,
    int failed,
    long promptTokens,
    long generatedTokens,
    double seconds,
    BatchMeters batch,
    KvMeters memory) {

  /** What a person wants to see while it runs. */
  String remark() {
    return String.format(
        Locale.ROOT,
        "%.0f tok/s, %d running, %d of %d blocks",
        perSecond(batch.computedTokens()),
        batch.running(),
        memory.used(),
        memory.capacity());
  }

  /** The line of meters in the end. */
  String meters() {
    return String.format(
        Locale.ROOT,
        "%d prompts in %.1f s, prompt %d tokens, found %d tokens, generated %d tokens, %.1f tok/s,"
            + " %d steps of %.1f tokens, %d preemptions, keys and values at most %s of %s",
        done,
        seconds,
        promptTokens,
        batch.foundTokens(),
        generatedTokens,
        perSecond(generatedTokens),
        batch.steps(),
        batch.steps() == 0 ? 0 : (double) batch.computedTokens() / batch.steps(),
        batch.preemptions(),
        ByteSize.format(memory.peakBytes()),
        ByteSize.format(memory.capacity() * memory.blockBytes()));
  }

  private double perSecond(long tokens) {
    return seconds == 0 ? 0 : tokens / seconds;
  }
}
