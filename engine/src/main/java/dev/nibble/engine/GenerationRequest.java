package dev.nibble.engine;

import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.constrain.Constraint;
import java.util.List;
import java.util.Optional;

/**
 * What to generate.
 *
 * @param prompt the text to continue
 * @param parseSpecial whether the text of control tokens in the prompt becomes those tokens; never
 *     for a text from an untrusted source
 * @param maxTokens tokens to generate at most; negative for as many as the context holds
 * @param sampling how tokens are chosen
 * @param stops strings that end the text when they appear; they are not part of it
 * @param ignoreEos whether end and beginning tokens are ordinary tokens that end nothing
 * @param constraint which texts there may be, made by {@link Engine#constraint} of the engine that
 *     generates; empty for any
 */
public record GenerationRequest(
    String prompt,
    boolean parseSpecial,
    int maxTokens,
    SamplingOptions sampling,
    List<String> stops,
    boolean ignoreEos,
    Optional<Constraint> constraint) {

  /**
   * Copies the stops.
   *
   * @throws IllegalArgumentException if one of them is empty, or if end tokens are to be ordinary
   *     ones under a constraint, which says itself where a text may end
   */
  public GenerationRequest {
    stops = List.copyOf(stops);
    if (stops.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a stop string is empty, expected one character or more");
    }
    if (ignoreEos && constraint.isPresent()) {
      throw new IllegalArgumentException(
          "end tokens are ignored under a constraint, expected one of both: a grammar says itself"
              + " where a text may end");
    }
  }

  /**
   * Without a constraint.
   *
   * @param prompt the text to continue
   * @param parseSpecial whether the text of control tokens in the prompt becomes those tokens
   * @param maxTokens tokens to generate at most; negative for as many as the context holds
   * @param sampling how tokens are chosen
   * @param stops strings that end the text when they appear
   * @param ignoreEos whether end and beginning tokens are ordinary tokens
   */
  public GenerationRequest(
      String prompt,
      boolean parseSpecial,
      int maxTokens,
      SamplingOptions sampling,
      List<String> stops,
      boolean ignoreEos) {
    this(prompt, parseSpecial, maxTokens, sampling, stops, ignoreEos, Optional.empty());
  }

  /**
   * The most likely continuation of a text, up to the end of the context.
   *
   * @param prompt the text
   * @return the request
   */
  public static GenerationRequest of(String prompt) {
    return new GenerationRequest(prompt, false, -1, SamplingOptions.greedy(), List.of(), false);
  }

  /**
   * The same with another text to continue.
   *
   * @param text the text
   * @return the request
   */
  public GenerationRequest withPrompt(String text) {
    return new GenerationRequest(
        text, parseSpecial, maxTokens, sampling, stops, ignoreEos, constraint);
  }

  /**
   * The same with another limit.
   *
   * @param count tokens to generate at most; negative for as many as the context holds
   * @return the request
   */
  public GenerationRequest withMaxTokens(int count) {
    return new GenerationRequest(
        prompt, parseSpecial, count, sampling, stops, ignoreEos, constraint);
  }

  /**
   * The same with another choice of tokens.
   *
   * @param options how tokens are chosen
   * @return the request
   */
  public GenerationRequest withSampling(SamplingOptions options) {
    return new GenerationRequest(
        prompt, parseSpecial, maxTokens, options, stops, ignoreEos, constraint);
  }

  /**
   * The same with other stop strings.
   *
   * @param strings strings that end the text
   * @return the request
   */
  public GenerationRequest withStops(List<String> strings) {
    return new GenerationRequest(
        prompt, parseSpecial, maxTokens, sampling, strings, ignoreEos, constraint);
  }

  /**
   * The same with another treatment of end tokens.
   *
   * @param ignore whether they are ordinary tokens
   * @return the request
   */
  public GenerationRequest withIgnoreEos(boolean ignore) {
    return new GenerationRequest(
        prompt, parseSpecial, maxTokens, sampling, stops, ignore, constraint);
  }

  /**
   * The same with another treatment of control tokens in the prompt.
   *
   * @param parse whether their text becomes the tokens
   * @return the request
   */
  public GenerationRequest withParseSpecial(boolean parse) {
    return new GenerationRequest(prompt, parse, maxTokens, sampling, stops, ignoreEos, constraint);
  }

  /**
   * The same under a constraint. The text ends where the constraint lets nothing follow, or where
   * it may end and the model ends it.
   *
   * @param grammar which texts there may be
   * @return the request
   */
  public GenerationRequest withConstraint(Constraint grammar) {
    return new GenerationRequest(
        prompt, parseSpecial, maxTokens, sampling, stops, ignoreEos, Optional.of(grammar));
  }

  /**
   * The prompt as a model takes it.
   *
   * @param tokenizer the model's
   * @return its tokens, BOS in front where the model's file asks for it
   */
  public int[] promptIds(Tokenizer tokenizer) {
    return tokenizer.encode(
        prompt, new EncodeOptions(tokenizer.vocabulary().addBos(), parseSpecial));
  }
}
