package dev.nibble.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.nibble.engine.Engine;
import java.util.List;
import java.util.Set;

/**
 * Answers of a model that runs inside this process, while they are made. Each request has a thread
 * of its own, which calls the handler; those that run at the same time take turns.
 */
public final class NibbleStreamingChatModel implements StreamingChatModel {
  private final ChatOptions options;
  private final Answering answering;

  /**
   * A model with the default options.
   *
   * @param engine runs it, and is closed by the caller once all answers are complete
   */
  public NibbleStreamingChatModel(Engine engine) {
    this(engine, ChatOptions.defaults());
  }

  /**
   * A model.
   *
   * @param engine runs it, and is closed by the caller once all answers are complete
   * @param options what it does unless a request says otherwise
   */
  public NibbleStreamingChatModel(Engine engine, ChatOptions options) {
    this.options = options;
    answering = new Answering(engine, options.seed());
  }

  /**
   * Answers. The handler's {@code PartialResponseContext} cancels that within one token; there is
   * no complete response then. What the handler throws is told to it as an error, and ends the
   * answer.
   */
  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    Thread.ofPlatform()
        .name("nibble-chat")
        .daemon()
        .start(() -> answer(request, new StreamedAnswer(handler)));
  }

  private void answer(ChatRequest request, StreamedAnswer answer) {
    try {
      answer.complete(answering.answer(request, answer));
    } catch (RuntimeException e) {
      answer.fail(e);
    }
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
