package dev.nibble.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.nibble.engine.Engine;
import dev.nibble.engine.TextListener;
import java.util.List;
import java.util.Set;

/**
 * Answers of a model that runs inside this process, as a whole. May be used by several threads:
 * each request has a sequence of its own, and those that run at the same time take turns.
 */
public final class NibbleChatModel implements ChatModel {
  private final ChatOptions options;
  private final Answering answering;

  /**
   * A model with the default options.
   *
   * @param engine runs it, and is closed by the caller
   */
  public NibbleChatModel(Engine engine) {
    this(engine, ChatOptions.defaults());
  }

  /**
   * A model.
   *
   * @param engine runs it, and is closed by the caller
   * @param options what it does unless a request says otherwise
   */
  public NibbleChatModel(Engine engine, ChatOptions options) {
    this.options = options;
    answering = new Answering(engine, options.seed());
  }

  /**
   * Answers.
   *
   * @throws dev.langchain4j.exception.UnsupportedFeatureException if the request has tools, another
   *     model or more than text
   * @throws dev.langchain4j.exception.InvalidRequestException if the model's template refuses the
   *     messages, they are longer than its context, or the JSON schema of the answer says what
   *     cannot be guaranteed
   */
  @Override
  public ChatResponse doChat(ChatRequest request) {
    return answering.answer(request, TextListener.IGNORE);
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return options.parameters();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return options.listeners();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
  }
}
