package dev.nibble.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;

/**
 * What a chat model does unless a request says otherwise.
 *
 * @param parameters temperature, limits, stop sequences, ...; the most likely token is taken where
 *     no temperature is given
 * @param listeners are told of requests, responses and errors
 * @param seed of the first request's random numbers; each request after it has another
 */
public record ChatOptions(
    ChatRequestParameters parameters, List<ChatModelListener> listeners, long seed) {

  /** Copies the listeners. */
  public ChatOptions {
    listeners = List.copyOf(listeners);
  }

  /** No parameters, no listeners, and a seed of 0. */
  public static ChatOptions defaults() {
    return new ChatOptions(ChatRequestParameters.builder().build(), List.of(), 0);
  }

  /**
   * The same with other parameters.
   *
   * @param others what holds unless a request says otherwise
   */
  public ChatOptions withParameters(ChatRequestParameters others) {
    return new ChatOptions(others, listeners, seed);
  }

  /**
   * The same with other listeners.
   *
   * @param others who is told
   */
  public ChatOptions withListeners(List<ChatModelListener> others) {
    return new ChatOptions(parameters, others, seed);
  }

  /**
   * The same with other random numbers.
   *
   * @param number the seed
   */
  public ChatOptions withSeed(long number) {
    return new ChatOptions(parameters, listeners, number);
  }
}
