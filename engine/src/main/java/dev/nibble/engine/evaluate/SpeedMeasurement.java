package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.measure.GenerationMeters;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.Arrays;

/**
 * Measures prefill and decode on the beginning of a text, as {@link GenerationMeters} define them.
 *
 * <p>A repetition is one greedy generation, end tokens ignored. It is repeated until the median of
 * the last three is within 3 % of that of the three before, in both rates, and for two seconds at
 * least: compiled code may still be replaced by better while it seems steady. The medians of the
 * last three are the result. Where a model is so slow that time is up first, it is what was
 * measured by then.
 */
public final class SpeedMeasurement {
  private static final Duration LEAST = Duration.ofSeconds(2);

  /** A part of the prompt and of the tokens that the warm-up takes: enough to compile the loops. */
  private static final int WARM_UP_SHARE = 8;

  private final Engine engine;
  private final int promptTokens;
  private final int decodeTokens;

  /**
   * Prepares a measurement.
   *
   * @param engine the model
   * @param promptTokens tokens of the prompt; fewer where the context or the text has not so many
   * @param decodeTokens tokens to generate; at most half of the context
   * @throws IllegalArgumentException if there is no token to prefill, or less than two to decode
   */
  public SpeedMeasurement(Engine engine, int promptTokens, int decodeTokens) {
    if (promptTokens < 1 || decodeTokens < 2) {
      throw new IllegalArgumentException(
          "%d tokens to prefill and %d to decode, expected 1 and 2 or more"
              .formatted(promptTokens, decodeTokens));
    }
    this.engine = engine;
    this.decodeTokens = Math.min(decodeTokens, engine.contextLength() / 2);
    this.promptTokens = Math.min(promptTokens, engine.contextLength() - this.decodeTokens);
  }

  /**
   * Measures.
   *
   * @param text whose first tokens are the prompt
   * @param limit when to stop at the latest; one repetition is finished in any case
   * @return the rates
   * @throws IllegalArgumentException if the text has no token
   */
  public Speed measure(String text, Duration limit) {
    GenerationRequest request = request(text, promptTokens, decodeTokens);
    GenerationRequest warmUp =
        request(text, promptTokens / WARM_UP_SHARE, decodeTokens / WARM_UP_SHARE);
    final long begin = System.nanoTime();
    SettlingRate prefill = new SettlingRate();
    SettlingRate decode = new SettlingRate();
    int repetitions = 0;
    GenerationMeters meters;
    boolean settled;
    boolean timeIsUp;
    try (Session session = engine.newSession(promptTokens + decodeTokens)) {
      run(session, warmUp);
      do {
        meters = run(session, request);
        prefill.add(meters.prefillTokensPerSecond());
        decode.add(meters.decodeTokensPerSecond());
        repetitions++;
        long nanos = System.nanoTime() - begin;
        settled = nanos > LEAST.toNanos() && prefill.settled() && decode.settled();
        timeIsUp = nanos > limit.toNanos();
      } while (!settled && !timeIsUp);
    }
    return new Speed(
        meters.promptTokens(),
        prefill.last(),
        meters.generatedTokens(),
        decode.last(),
        repetitions,
        settled);
  }

  private static GenerationMeters run(Session session, GenerationRequest request) {
    return session.generate(request, TextListener.IGNORE).meters();
  }

  /** The text of its first tokens; encoded again they may be a token more or less. */
  private GenerationRequest request(String text, int prompt, int decode) {
    Tokenizer tokenizer = engine.tokenizer();
    int[] ids = tokenizer.encode(text, new EncodeOptions(tokenizer.vocabulary().addBos(), false));
    String beginning = tokenizer.decode(Arrays.copyOf(ids, Math.clamp(prompt, 1, ids.length)));
    return GenerationRequest.of(beginning).withMaxTokens(Math.max(1, decode)).withIgnoreEos(true);
  }
}
