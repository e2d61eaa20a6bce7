package dev.nibble.engine.measure;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A JFR event: tokens were made one after the other.
 *
 * <p>It covers what one call has asked for: of a generation everything from the first chosen token
 * to the last, passes, choice and text, since that is the time that a reader waits; where a caller
 * runs token by token, the pass of each. A generation's passes have no events of their own: they
 * would be a thousand a second of which each says the same. What is unlike the rest, {@link
 * CliffEvent} tells.
 *
 * <p>One event serves any number of calls, one after the other, so that none of them allocates.
 */
@Name("dev.nibble.Decode")
@Label("Decode")
@Category("Nibble")
@Description("Tokens were made one after the other: those of a generation, or of one call")
@StackTrace(false)
public final class DecodeEvent extends Event {
  @Label("Tokens")
  @Description("Tokens that were made in this time; of a generation all but the first")
  @Tokens
  int tokens;

  @Label("Position")
  @Description("Tokens of the longest sequence in the end")
  @Tokens
  int position;

  @Label("Guessed Tokens")
  @Description("Tokens that a drafter guessed")
  @Tokens
  int guessedTokens;

  @Label("Accepted Tokens")
  @Description("Guessed tokens that the text went on with")
  @Tokens
  int acceptedTokens;

  @Label("Batched")
  @Description("Whether other texts may have gone through the model in the same passes")
  boolean batched;

  @Label("Speed")
  @Description("Tokens a second")
  @TokensPerSecond
  double speed;

  /** Creates the event, which begins with {@link #begin}. */
  public DecodeEvent() {}

  /**
   * A generation is over: ends the event, and commits it where anybody records.
   *
   * @param meters what it took
   * @param beside whether other texts may have gone through with it
   */
  public void generated(GenerationMeters meters, boolean beside) {
    end();
    if (!shouldCommit() || meters.generatedTokens() < 2) {
      return;
    }
    tokens = meters.generatedTokens() - 1;
    position = meters.promptTokens() + meters.generatedTokens();
    guessedTokens = meters.draftedTokens();
    acceptedTokens = meters.acceptedTokens();
    batched = beside;
    speed = meters.decodeTokensPerSecond();
    commit();
  }

  /**
   * One token each of some sequences is computed: ends the event, and commits it where anybody
   * records.
   *
   * @param sequences how many
   * @param longest tokens of the longest of them
   * @param nanos the time that it took, in nanoseconds
   */
  public void advanced(int sequences, int longest, long nanos) {
    end();
    if (!shouldCommit()) {
      return;
    }
    tokens = sequences;
    position = longest;
    guessedTokens = 0;
    acceptedTokens = 0;
    batched = sequences > 1;
    speed = Throughput.perSecond(sequences, nanos);
    commit();
  }
}
