package dev.nibble.engine.device;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.Optional;

/**
 * Which layers of a model are on a device, and what happens in a pass through them.
 *
 * <p>Not safe for use by several threads at once, but for {@link #meters}, {@link #limit}, {@link
 * #watch} and {@link #likeOne}.
 */
public sealed interface Offload extends AutoCloseable permits NoOffload, DeviceOffload {

  /**
   * All layers stay with the CPU.
   *
   * @param layers how many there are
   * @param reason why, in a sentence
   */
  static Offload none(int layers, String reason) {
    return new NoOffload(layers, reason);
  }

  /** The plan; empty where there is no device. */
  Optional<MemoryPlan> plan();

  /**
   * Why the CPU computes everything, or more than was planned for it when the model was loaded;
   * empty where the device took all that was planned.
   */
  String reason();

  /** What is where, and how fast that is. */
  OffloadMeters meters();

  /**
   * Lowers G, or raises it again, from the next pass on.
   *
   * @param bytes what the device may use; never more than what it was opened with
   */
  void limit(long bytes);

  /**
   * Has changes told.
   *
   * @param changes is told those from now on
   */
  void watch(PlacementListener changes);

  /**
   * How many neighbouring tokens of a sequence the device computes by the same sums as each by
   * itself.
   */
  int likeOne();

  /** The first layer on the device; all behind it are there. */
  int first();

  /**
   * Gets ready for some tokens: moves what must leave or may come back, and brings keys and values
   * that the device lacks.
   *
   * @param batch the tokens; their caches have reserved room for them
   */
  void prepare(Batch batch);

  /**
   * Runs tokens through the layers on the device.
   *
   * @param residual {@code [tokens][width]}, which receives the result
   * @param batch the tokens, for which this is ready
   * @return whether it is done; where it is not, the first layer is now another one, and nothing
   *     else has changed
   */
  boolean run(float[] residual, Batch batch);

  /**
   * The output projection.
   *
   * @param x {@code [tokens][width]}, normed
   * @param tokens how many tokens
   * @param y receives {@code [tokens][vocabulary]}
   * @return whether the device has computed it
   */
  boolean multiply(float[] x, int tokens, float[] y);

  /**
   * A pass has ended but for its logits.
   *
   * @param tokens its tokens
   * @param sequences its sequences
   */
  void end(int tokens, int sequences);

  /**
   * The logits of the last pass are computed, and with them ends what counts as its time.
   *
   * @param nanos how long that took
   */
  void endLogits(long nanos);

  /**
   * Measures what the device can do at best. Layers stay where they are, whatever comes of it.
   *
   * @return the ceiling, or why it was not measured
   */
  Outcome<DeviceCeiling> ceiling();

  /** What the device had is freed. */
  @Override
  void close();
}
