package dev.nibble.engine;

import dev.nibble.engine.measure.GenerationMeters;
import dev.nibble.engine.sampling.Candidates;
import dev.nibble.engine.sampling.Sampler;
import dev.nibble.engine.sampling.TokenHistory;
import dev.nibble.tokenizer.DecodeOptions;
import dev.nibble.tokenizer.StreamingDecoder;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.Vocabulary;
import dev.nibble.tokenizer.constrain.Constraint;
import dev.nibble.tokenizer.constrain.ConstraintPosition;
import dev.nibble.tokenizer.constrain.TokenMask;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a prompt, from logits to text: chooses tokens, decodes them, hands the text to
 * its listener and knows when it is over. Where the logits come from is somebody else's matter.
 */
final class Continuation {
  private final GenerationRequest request;
  private final TextListener listener;
  private final Vocabulary vocabulary;
  private final StreamingDecoder decoder;
  private final StopMatcher stops;
  private final Sampler sampler;
  private final TokenHistory history = new TokenHistory();
  private final StringBuilder text = new StringBuilder();
  private Optional<ConstraintPosition> position;
  private final int[] prompt;
  private int generated;
  private int drafted;
  private int accepted;
  private boolean cancelled;
  private long firstTokenAt;
  private Optional<StopReason> end = Optional.empty();

  Continuation(GenerationRequest request, TextListener listener, Tokenizer tokenizer) {
    this.request = request;
    this.listener = listener;
    vocabulary = tokenizer.vocabulary();
    decoder = tokenizer.streamingDecoder(DecodeOptions.continuing());
    stops = new StopMatcher(request.stops());
    sampler = new Sampler(request.sampling());
    prompt = request.promptIds(tokenizer);
    history.addAll(prompt);
    position = request.constraint().map(constraint -> begin(constraint, vocabulary));
    if (isOver()) {
      end = Optional.of(StopReason.CONSTRAINT_END);
    } else if (request.maxTokens() == 0) {
      end = Optional.of(StopReason.TOKEN_LIMIT);
    }
  }

  private static ConstraintPosition begin(Constraint constraint, Vocabulary vocabulary) {
    if (constraint.vocabulary() != vocabulary) {
      throw new IllegalArgumentException(
          "the constraint was made for another engine, expected one of Engine.constraint of this"
              + " one");
    }
    return constraint.begin();
  }

  private boolean isOver() {
    return position.isPresent() && position.get().isOver();
  }

  /** The tokens of the prompt. */
  int[] prompt() {
    return prompt;
  }

  /** The prompt and what was chosen. */
  TokenHistory history() {
    return history;
  }

  /** How many tokens were chosen. */
  int generated() {
    return generated;
  }

  /** How many tokens more it may have. */
  int remaining() {
    return request.maxTokens() < 0 ? Integer.MAX_VALUE : request.maxTokens() - generated;
  }

  /**
   * Counts tokens that were guessed before they were chosen.
   *
   * @param drafted how many were guessed
   * @param accepted how many of them the text went on with
   */
  void countDraft(int drafted, int accepted) {
    this.drafted += drafted;
    this.accepted += accepted;
  }

  /** Why the text is over; empty as long as it is not. */
  Optional<StopReason> end() {
    return end;
  }

  /**
   * A part of the prompt is computed.
   *
   * @param tokens how many of its tokens are, from its beginning
   * @return whether to go on; the text is over otherwise
   */
  boolean prefilled(int tokens) {
    if (!listener.prefilled(tokens, prompt.length)) {
      cancelled = true;
      end(StopReason.CANCELLED);
    }
    return !cancelled;
  }

  /**
   * Chooses the next token.
   *
   * @param logits holds those of the vocabulary
   * @param at where they start
   * @param candidates working memory
   * @return the token, to be {@linkplain #accept accepted}
   * @throws DeadEndException if the constraint lets none follow
   */
  int choose(float[] logits, int at, Candidates candidates) {
    if (position.isEmpty()) {
      return sampler.next(logits, at, history, candidates);
    }
    TokenMask allowed = position.get().mask();
    if (allowed.count() == 0) {
      throw new DeadEndException(text.toString());
    }
    return sampler.next(logits, at, history, candidates, allowed);
  }

  /**
   * Adds the chosen token to the text, unless the text ends before it.
   *
   * @param id the token
   */
  void accept(int id) {
    if (!request.ignoreEos() && ends(vocabulary, id)) {
      end(StopReason.END_TOKEN);
      return;
    }
    if (generated == 0) {
      firstTokenAt = System.nanoTime();
    }
    history.add(id);
    position = position.map(before -> before.after(id));
    listener.chosen(id, prompt.length + generated);
    generated++;
    emit(stops.append(decoder.append(id)));
    if (stops.matched()) {
      end(StopReason.STOP_STRING);
    } else if (cancelled) {
      end(StopReason.CANCELLED);
    } else if (isOver()) {
      end(StopReason.CONSTRAINT_END);
    } else if (generated == request.maxTokens()) {
      end(StopReason.TOKEN_LIMIT);
    }
  }

  /** A generated BOS begins another text: the one that was asked for is over. */
  static boolean ends(Vocabulary vocabulary, int id) {
    return vocabulary.isEndOfGeneration(id)
        || (vocabulary.bos().isPresent() && vocabulary.bos().getAsInt() == id);
  }

  /** The text is over. */
  void end(StopReason reason) {
    end = Optional.of(reason);
  }

  private void emit(String piece) {
    if (!piece.isEmpty()) {
      text.append(piece);
      cancelled |= !listener.accept(piece);
    }
  }

  /**
   * Hands out what was held back. Called once, when the text is over.
   *
   * @param begin when it was asked for, by {@link System#nanoTime}
   * @param restored tokens of the prompt that were there
   * @param computed how many went through the model
   * @param prefillNanos time of their forward pass, in nanoseconds
   * @return all of it
   */
  Generation finish(long begin, int restored, int computed, long prefillNanos) {
    if (!stops.matched() && !cancelled) {
      emit(stops.append(decoder.flush()));
      if (!stops.matched()) {
        emit(stops.flush());
      }
    }
    long now = System.nanoTime();
    long first = generated == 0 ? now : firstTokenAt;
    GenerationMeters meters =
        new GenerationMeters(
            prompt.length,
            restored,
            computed,
            prefillNanos,
            generated,
            first - begin,
            now - first,
            drafted,
            accepted);
    List<Integer> ids = history.ids();
    return new Generation(
        text.toString(),
        ids.subList(0, prompt.length),
        ids.subList(prompt.length, ids.size()),
        end.orElseThrow(),
        meters);
  }
}
