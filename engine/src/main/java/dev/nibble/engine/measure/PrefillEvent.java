package dev.nibble.engine.measure;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A JFR event: a prompt went through the model, logits included. In a {@code Batcher} other texts'
 * tokens may have gone through with it.
 *
 * <p>One event serves any number of prompts, one after the other, so that none of them allocates.
 */
@Name("dev.nibble.Prefill")
@Label("Prefill")
@Category("Nibble")
@Description("A prompt went through the model, logits included")
@StackTrace(false)
public final class PrefillEvent extends Event {
  @Label("Tokens")
  @Description("Tokens of the prompt that were computed")
  @Tokens
  int tokens;

  @Label("Kept Tokens")
  @Description("Tokens in front of them whose keys and values were there already")
  @Tokens
  int keptTokens;

  @Label("Batched")
  @Description("Whether other texts may have gone through the model in the same passes")
  boolean batched;

  @Label("Speed")
  @Description("Computed tokens a second")
  @TokensPerSecond
  double speed;

  /** Creates the event, which begins with {@link #begin}. */
  public PrefillEvent() {}

  /**
   * The prompt is computed: ends the event, and commits it where anybody records.
   *
   * @param computed tokens that were computed
   * @param kept tokens in front of them that were there
   * @param beside whether other texts may have gone through with it
   * @param nanos the time that it took, in nanoseconds
   */
  public void computed(int computed, int kept, boolean beside, long nanos) {
    end();
    if (!shouldCommit()) {
      return;
    }
    tokens = computed;
    keptTokens = kept;
    batched = beside;
    speed = Throughput.perSecond(computed, nanos);
    commit();
  }
}
