package dev.nibble.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.nibble.engine.ContextOverflowException;
import dev.nibble.engine.Engine;
import dev.nibble.engine.Generation;
import dev.nibble.engine.Session;
import dev.nibble.engine.StopReason;
import dev.nibble.engine.TextListener;
import dev.nibble.tokenizer.template.TemplateException;
import java.util.concurrent.atomic.AtomicLong;

/** Has a model answer requests, which compute what they do not have in common with earlier ones. */
final class Answering {
  private final Engine engine;
  private final String modelName;
  private final Requests requests;
  private final AtomicLong seed;

  Answering(Engine engine, long seed) {
    this.engine = engine;
    this.seed = new AtomicLong(seed);
    modelName = engine.path().getFileName().toString();
    requests = new Requests(engine, modelName);
  }

  ChatResponse answer(ChatRequest request, TextListener listener) {
    try (Session session = engine.newSharingSession()) {
      return response(
          session.generate(requests.translate(request, seed.getAndIncrement()), listener));
    } catch (ContextOverflowException | TemplateException | IllegalArgumentException e) {
      throw new InvalidRequestException(e.getMessage(), e);
    }
  }

  private ChatResponse response(Generation generation) {
    return ChatResponse.builder()
        .aiMessage(AiMessage.from(generation.text()))
        .modelName(modelName)
        .tokenUsage(new TokenUsage(generation.promptIds().size(), generation.ids().size()))
        .finishReason(reason(generation.stopReason()))
        .build();
  }

  private static FinishReason reason(StopReason reason) {
    return switch (reason) {
      case END_TOKEN, STOP_STRING, CONSTRAINT_END -> FinishReason.STOP;
      case TOKEN_LIMIT, CONTEXT_END -> FinishReason.LENGTH;
      case MEMORY_END, CANCELLED -> FinishReason.OTHER;
    };
  }
}
