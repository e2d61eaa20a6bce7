package dev.nibble.engine.device;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.Optional;

/**
 * All layers stay with the CPU.
 *
 * @param layers how many there are
 * @param reason why, in a sentence
 */
record NoOffload(int layers, String reason) implements Offload {
  @Override
  public Optional<MemoryPlan> plan() {
    return Optional.empty();
  }

  @Override
  public OffloadMeters meters() {
    return OffloadMeters.none(layers);
  }

  @Override
  public void limit(long bytes) {}

  @Override
  public void watch(PlacementListener changes) {}

  @Override
  public int likeOne() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int first() {
    return layers;
  }

  @Override
  public void prepare(Batch batch) {}

  @Override
  public boolean run(float[] residual, Batch batch) {
    return false;
  }

  @Override
  public boolean multiply(float[] x, int tokens, float[] y) {
    return false;
  }

  @Override
  public void end(int tokens, int sequences) {}

  @Override
  public void endLogits(long nanos) {}

  @Override
  public Outcome<DeviceCeiling> ceiling() {
    return Outcome.refused(new Refusal.Unsupported("there is no device"));
  }

  @Override
  public void close() {}
}
