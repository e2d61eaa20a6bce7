package dev.nibble.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.nibble.engine.ChatFormat;
import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.sampling.SamplingOptions;
import java.util.List;
import java.util.Optional;

/** Translates requests. What a model cannot do is refused, not left out. */
final class Requests {
  /** Tokens that penalties look back at. */
  private static final int PENALTY_WINDOW = 64;

  private final ChatFormat format;
  private final Formats formats;
  private final String modelName;

  Requests(Engine engine, String modelName) {
    format = ChatFormat.of(engine);
    formats = new Formats(engine);
    this.modelName = modelName;
  }

  GenerationRequest translate(ChatRequest request, long seed) {
    refuse(!request.toolSpecifications().isEmpty() || request.toolChoice() != null, "tools");
    refuse(
        request.modelName() != null && !request.modelName().equals(modelName),
        "the model name %s, expected %s or none".formatted(request.modelName(), modelName));
    return new GenerationRequest(
        format.prompt(Messages.translate(request.messages())),
        true,
        Optional.ofNullable(request.maxOutputTokens()).orElse(-1),
        sampling(request, seed),
        Optional.ofNullable(request.stopSequences()).orElse(List.of()),
        false,
        formats.constraint(Optional.ofNullable(request.responseFormat())));
  }

  private static void refuse(boolean wanted, String what) {
    if (wanted) {
      throw Messages.unsupported(what);
    }
  }

  private static SamplingOptions sampling(ChatRequest request, long seed) {
    return new SamplingOptions(
        or(request.temperature(), 0).floatValue(),
        Optional.ofNullable(request.topK()).orElse(0),
        or(request.topP(), 1),
        0,
        1,
        1,
        or(request.frequencyPenalty(), 0).floatValue(),
        or(request.presencePenalty(), 0).floatValue(),
        PENALTY_WINDOW,
        seed);
  }

  private static Double or(Double given, double otherwise) {
    return Optional.ofNullable(given).orElse(otherwise);
  }
}
