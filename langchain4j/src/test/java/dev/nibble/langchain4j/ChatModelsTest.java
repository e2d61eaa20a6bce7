package dev.nibble.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bundled model, which has no template and goes on with what is said, behind LangChain4j. */
final class ChatModelsTest {
  private static final String BEGINNING = "Once upon a time";
  private static final int LENGTH = 20;

  private static Engine engine;
  private static String story;

  private final ChatModel model =
      new NibbleChatModel(
          engine,
          ChatOptions.defaults()
              .withParameters(ChatRequestParameters.builder().maxOutputTokens(LENGTH).build()));

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(Material.bundledModel());
    try (Session session = engine.newSession()) {
      story =
          session
              .generate(GenerationRequest.of(BEGINNING).withMaxTokens(LENGTH), TextListener.IGNORE)
              .text();
    }
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static ChatRequest.Builder request(String text) {
    return ChatRequest.builder().messages(UserMessage.from(text));
  }

  @Test
  @DisplayName("a text is answered as generate continues it")
  void text() {
    assertEquals(story, model.chat(BEGINNING));
  }

  @Test
  @DisplayName("a response says which model it is from, what it took and why it ended")
  void metadata() {
    ChatResponse response = model.chat(UserMessage.from(BEGINNING));
    assertEquals(story, response.aiMessage().text());
    assertEquals("stories260K-pad32-f16.gguf", response.modelName());
    int prompt = GenerationRequest.of(BEGINNING).promptIds(engine.tokenizer()).length;
    assertEquals(prompt, response.tokenUsage().inputTokenCount());
    assertEquals(LENGTH, response.tokenUsage().outputTokenCount());
    assertEquals(FinishReason.LENGTH, response.finishReason());
  }

  @Test
  @DisplayName("what a request says goes before the defaults")
  void parameters() {
    assertEquals(
        3,
        model.chat(request(BEGINNING).maxOutputTokens(3).build()).tokenUsage().outputTokenCount());
    ChatRequest warm = request(BEGINNING).temperature(1.5).topK(50).topP(0.95).build();
    assertNotEquals(model.chat(warm).aiMessage().text(), model.chat(warm).aiMessage().text());
    assertEquals(answer(7, warm), answer(7, warm), "the same seed");
  }

  private static String answer(long seed, ChatRequest request) {
    return new NibbleChatModel(engine, ChatOptions.defaults().withSeed(seed))
        .chat(request)
        .aiMessage()
        .text();
  }

  @Test
  @DisplayName("a stop sequence ends the answer and is no part of it")
  void stops() {
    String stop = story.substring(10, 14);
    ChatResponse response = model.chat(request(BEGINNING).stopSequences(List.of(stop)).build());
    assertEquals(story.substring(0, story.indexOf(stop)), response.aiMessage().text());
    assertEquals(FinishReason.STOP, response.finishReason());
  }

  @Test
  @DisplayName("a conversation is the prompt, all of it")
  void conversation() {
    ChatResponse response =
        model.chat(
            SystemMessage.from("A story."),
            UserMessage.from(BEGINNING),
            AiMessage.from(", there was a cat."),
            UserMessage.from("The cat"));
    assertTrue(
        response.tokenUsage().inputTokenCount()
            > model.chat(UserMessage.from("The cat")).tokenUsage().inputTokenCount() + 10);
  }

  @Test
  @DisplayName("what the model cannot do is refused and named")
  void unsupported() {
    refused(
        "tools",
        request("x").toolSpecifications(ToolSpecification.builder().name("t").build()).build());
    refused("gpt-4", request("x").modelName("gpt-4").build());
    refused(
        "IMAGE",
        ChatRequest.builder()
            .messages(UserMessage.from(ImageContent.from("https://example.org/cat.png")))
            .build());
  }

  private void refused(String what, ChatRequest request) {
    String message =
        assertThrows(UnsupportedFeatureException.class, () -> model.chat(request)).getMessage();
    assertTrue(message.contains(what), message);
  }

  @Test
  @DisplayName("a conversation that is longer than the context is an invalid request")
  void tooLong() {
    String message =
        assertThrows(InvalidRequestException.class, () -> model.chat("a cat ".repeat(1000)))
            .getMessage();
    assertTrue(message.contains("512"), message);
  }

  @Test
  @DisplayName("an answer has the JSON schema that was asked for, or is an object where none was")
  void json() throws IOException {
    JsonObjectSchema cat =
        JsonObjectSchema.builder()
            .addIntegerProperty("legs")
            .addEnumProperty("colour", List.of("black", "white"))
            .required("legs", "colour")
            .additionalProperties(false)
            .build();
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder().name("cat").rootElement(cat).build())
            .build();
    for (int i = 0; i < 2; i++) {
      JsonNode answer = json(request("A cat").responseFormat(format));
      assertTrue(answer.get("legs").isIntegralNumber(), answer::toString);
      assertTrue(Set.of("black", "white").contains(answer.get("colour").textValue()));
    }
    assertTrue(json(request("A cat").responseFormat(ResponseFormat.JSON)).isObject());
  }

  private JsonNode json(ChatRequest.Builder request) throws IOException {
    ChatResponse response = model.chat(request.temperature(1.0).maxOutputTokens(400).build());
    assertEquals(FinishReason.STOP, response.finishReason(), response::toString);
    return new ObjectMapper().readTree(response.aiMessage().text());
  }

  @Test
  @DisplayName("listeners are told of request, response and error")
  void listeners() {
    Told told = new Told();
    ChatModel watched =
        new NibbleChatModel(engine, ChatOptions.defaults().withListeners(List.of(told)));
    watched.chat(request(BEGINNING).maxOutputTokens(2).build());
    assertThrows(LangChain4jException.class, () -> watched.chat("a cat ".repeat(1000)));
    assertEquals(List.of("request", "response", "request", "error"), told.events);
  }

  /** Notes what it is told. */
  private static final class Told implements ChatModelListener {
    private final List<String> events = new ArrayList<>();

    @Override
    public void onRequest(ChatModelRequestContext context) {
      events.add("request");
    }

    @Override
    public void onResponse(ChatModelResponseContext context) {
      events.add("response");
    }

    @Override
    public void onError(ChatModelErrorContext context) {
      events.add("error");
    }
  }

  /** Collects an answer, and cancels it after some pieces. */
  private static final class Collector implements StreamingChatResponseHandler {
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<ChatResponse> complete = new CompletableFuture<>();
    private final int most;
    private int pieces;

    private Collector(int most) {
      this.most = most;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
      text.append(piece.text());
      pieces++;
      if (pieces == most) {
        context.streamingHandle().cancel();
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      complete.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      complete.completeExceptionally(error);
    }
  }

  @Test
  @DisplayName("a streamed answer comes in pieces, which together are the answer")
  void streams() {
    Told told = new Told();
    Collector collector = new Collector(Integer.MAX_VALUE);
    new NibbleStreamingChatModel(engine, ChatOptions.defaults().withListeners(List.of(told)))
        .chat(request(BEGINNING).maxOutputTokens(LENGTH).build(), collector);
    ChatResponse response = collector.complete.orTimeout(60, TimeUnit.SECONDS).join();
    assertEquals(story, response.aiMessage().text());
    assertEquals(story, collector.text.toString());
    assertTrue(collector.pieces > 5, "in " + collector.pieces + " pieces");
    assertEquals(List.of("request", "response"), told.events);
  }

  @Test
  @DisplayName("an answer that is cancelled says no more, and the model goes on with others")
  void cancels() {
    NibbleStreamingChatModel streaming = new NibbleStreamingChatModel(engine);
    Collector cancelled = new Collector(2);
    Collector other = new Collector(Integer.MAX_VALUE);
    streaming.chat(request(BEGINNING).maxOutputTokens(400).build(), cancelled);
    streaming.chat(request(BEGINNING).maxOutputTokens(LENGTH).build(), other);
    assertEquals(story, other.complete.orTimeout(60, TimeUnit.SECONDS).join().aiMessage().text());
    assertEquals(2, cancelled.pieces);
    assertFalse(cancelled.complete.isDone());
  }

  @Test
  @DisplayName("errors of a streamed answer go to its handler")
  void streamedErrors() {
    Collector collector = new Collector(Integer.MAX_VALUE);
    new NibbleStreamingChatModel(engine).chat("a cat ".repeat(1000), collector);
    CompletionException e =
        assertThrows(
            CompletionException.class,
            () -> collector.complete.orTimeout(60, TimeUnit.SECONDS).join());
    assertInstanceOf(InvalidRequestException.class, e.getCause());
  }
}
