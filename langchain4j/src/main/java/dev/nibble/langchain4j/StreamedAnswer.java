package dev.nibble.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nibble.engine.TextListener;

/** Hands the pieces of an answer on, until somebody has had enough. */
final class StreamedAnswer implements TextListener, StreamingHandle {
  private final StreamingChatResponseHandler handler;
  private volatile boolean cancelled;

  StreamedAnswer(StreamingChatResponseHandler handler) {
    this.handler = handler;
  }

  @Override
  public boolean accept(String piece) {
    if (!cancelled) {
      handler.onPartialResponse(new PartialResponse(piece), new PartialResponseContext(this));
    }
    return !cancelled;
  }

  void complete(ChatResponse response) {
    if (!cancelled) {
      handler.onCompleteResponse(response);
    }
  }

  void fail(RuntimeException cause) {
    if (!cancelled) {
      handler.onError(cause);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
