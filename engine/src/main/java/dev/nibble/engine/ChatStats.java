package dev.nibble.engine;

import dev.nibble.engine.measure.GenerationMeters;

/**
 * What a conversation took so far.
 *
 * @param answers how many answers were begun
 * @param promptTokens tokens of all their prompts
 * @param reusedTokens how many of these the cache held from the turn before
 * @param computedTokens how many had to be computed
 * @param generatedTokens tokens of all answers
 * @param forgottenMessages messages that were left out since the context was full
 * @param usedPositions positions of the context that are in use
 * @param contextLength positions that it has
 */
public record ChatStats(
    int answers,
    long promptTokens,
    long reusedTokens,
    long computedTokens,
    long generatedTokens,
    long forgottenMessages,
    int usedPositions,
    int contextLength) {

  static ChatStats none(int contextLength) {
    return new ChatStats(0, 0, 0, 0, 0, 0, 0, contextLength);
  }

  ChatStats plus(ChatAnswer answer, int used) {
    GenerationMeters m = answer.generation().meters();
    return new ChatStats(
        answers + 1,
        promptTokens + m.promptTokens(),
        reusedTokens + m.restoredTokens(),
        computedTokens + m.computedTokens(),
        generatedTokens + m.generatedTokens(),
        forgottenMessages + answer.forgottenMessages(),
        used,
        contextLength);
  }
}
