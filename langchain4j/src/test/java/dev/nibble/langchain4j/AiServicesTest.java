package dev.nibble.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.V;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.cache.KvPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Services of LangChain4j, with the bundled model behind them. */
final class AiServicesTest {
  private static final int LENGTH = 30;

  private static Engine engine;

  private final NibbleChatModel model = new NibbleChatModel(engine, options(LENGTH));

  @BeforeAll
  static void load() throws IOException {
    engine =
        Engine.load(
            Material.bundledModel(),
            EngineOptions.defaults().withKernels(KernelChoice.SCALAR).withContextLength(2048));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static ChatOptions options(int tokens) {
    return ChatOptions.defaults()
        .withParameters(ChatRequestParameters.builder().maxOutputTokens(tokens).build());
  }

  /** Tells stories. */
  private interface Narrator {
    @SystemMessage("A story for {{age}} years.")
    @dev.langchain4j.service.UserMessage("Once there was a {{hero}}")
    Result<String> tell(@V("hero") String hero, @V("age") int age);
  }

  @Test
  @DisplayName("a service fills its templates in and says what the answer took")
  void templates() {
    Result<String> story = AiServices.create(Narrator.class, model).tell("frog", 5);
    ChatResponse expected =
        model.chat(
            dev.langchain4j.data.message.SystemMessage.from("A story for 5 years."),
            UserMessage.from("Once there was a frog"));
    assertEquals(expected.aiMessage().text(), story.content());
    assertEquals(expected.tokenUsage(), story.tokenUsage());
    assertEquals(FinishReason.LENGTH, story.finishReason());
  }

  /** Remembers what was said. */
  private interface Companion {
    String say(String text);
  }

  @Test
  @DisplayName("a turn sends what was said before, of which whole blocks are not computed again")
  void memory() {
    ChatMemory memory = MessageWindowChatMemory.withMaxMessages(20);
    Companion companion =
        AiServices.builder(Companion.class).chatModel(model).chatMemory(memory).build();
    companion.say("Tom had a red ball. He threw it far away, and it fell into the pond.");
    int computed = tokens(memory.messages()) - 1;
    for (int turn = 0; turn < 3; turn++) {
      long hits = engine.kvMeters().hits();
      companion.say("Then Tom");
      assertEquals(computed / KvPool.BLOCK, engine.kvMeters().hits() - hits, "turn " + turn);
      computed = tokens(memory.messages()) - 1;
    }
    assertEquals(8, memory.messages().size());
  }

  /** How many tokens a conversation has, its last answer included, which ends nothing. */
  private static int tokens(List<ChatMessage> messages) {
    StringBuilder text = new StringBuilder();
    for (ChatMessage message : messages) {
      text.append(
          message instanceof AiMessage answer
              ? answer.text() + "\n"
              : ((UserMessage) message).singleText());
    }
    return GenerationRequest.of(text.toString().stripTrailing())
        .promptIds(engine.tokenizer())
        .length;
  }

  /** Talks to several people. */
  private interface Host {
    String say(@MemoryId String guest, @dev.langchain4j.service.UserMessage String text);
  }

  @Test
  @DisplayName("who is spoken to by name has a conversation of their own")
  void memories() {
    Map<Object, ChatMemory> memories = new HashMap<>();
    Host host =
        AiServices.builder(Host.class)
            .chatModel(model)
            .chatMemoryProvider(guest ->
                memories.computeIfAbsent(guest, g -> MessageWindowChatMemory.withMaxMessages(10)))
            .build();
    host.say("Ann", "The big dog");
    host.say("Ben", "The small cat");
    String ann = host.say("Ann", "It was");
    String ben = host.say("Ben", "It was");
    assertNotEquals(ann, ben);
    List<ChatMessage> said = memories.get("Ann").messages();
    assertEquals(model.chat(said.subList(0, 3)).aiMessage().text(), ann);
    assertEquals(4, memories.get("Ben").messages().size());
  }

  /** Tells stories piece by piece. */
  private interface Reader {
    TokenStream read(String beginning);
  }

  @Test
  @DisplayName("a service streams what the other kind of model answers")
  void streams() {
    StringBuilder pieces = new StringBuilder();
    CompletableFuture<ChatResponse> complete = new CompletableFuture<>();
    AiServices.create(Reader.class, new NibbleStreamingChatModel(engine, options(LENGTH)))
        .read("Once upon a time")
        .onPartialResponse(pieces::append)
        .onCompleteResponse(complete::complete)
        .onError(complete::completeExceptionally)
        .start();
    ChatResponse response = complete.orTimeout(60, TimeUnit.SECONDS).join();
    assertEquals(model.chat("Once upon a time"), response.aiMessage().text());
    assertEquals(response.aiMessage().text(), pieces.toString());
  }

  private enum Mood {
    GLAD,
    SAD
  }

  private record Toy(String name, int price) {}

  private record Child(
      String name, int age, boolean awake, Mood mood, List<Toy> toys, Optional<Child> friend) {}

  /** Reads facts out of texts. */
  private interface Extractor {
    @dev.langchain4j.service.UserMessage("Who is in this story? {{it}}")
    Child child(String story);

    @dev.langchain4j.service.UserMessage("How does it end? {{it}}")
    Mood mood(String story);

    @dev.langchain4j.service.UserMessage("How many are there? {{it}}")
    int count(String story);

    @dev.langchain4j.service.UserMessage("What do they feel? {{it}}")
    List<Mood> moods(String story);
  }

  /** Notes the formats that were asked for and the answers. */
  private static final class Asked implements ChatModelListener {
    private final List<ResponseFormat> formats = new ArrayList<>();
    private final List<ChatResponse> responses = new ArrayList<>();

    @Override
    public void onResponse(ChatModelResponseContext context) {
      formats.add(context.chatRequest().responseFormat());
      responses.add(context.chatResponse());
    }

    private String last() {
      return responses.getLast().aiMessage().text();
    }
  }

  @Test
  @DisplayName("answers become records, enums, numbers and lists, by the schemas of their types")
  void structures() {
    Asked asked = new Asked();
    ChatOptions options = options(1000).withListeners(List.of(asked));
    Extractor extractor = AiServices.create(Extractor.class, new NibbleChatModel(engine, options));
    String story = "Lily had a doll and a ball. She was glad.";
    Child child = extractor.child(story);
    assertEquals(asked.last().contains("\"toys\""), child.toys() != null, asked.last());
    Mood mood = extractor.mood(story);
    assertTrue(asked.last().contains(mood.name()), asked.last());
    int count = extractor.count(story);
    assertTrue(asked.last().contains("" + count), asked.last());
    List<Mood> moods = extractor.moods(story);
    assertTrue(moods.stream().allMatch(one -> asked.last().contains(one.name())), asked.last());
    assertEquals(4, asked.formats.size());
    assertTrue(asked.formats.stream().allMatch(format -> format.jsonSchema() != null));
    for (ChatResponse response : asked.responses) {
      assertEquals(FinishReason.STOP, response.finishReason(), response::toString);
    }
  }

  /** What a model that calls no tools cannot use. */
  static final class Calculator {
    @Tool("Adds two numbers.")
    int add(int a, int b) {
      return a + b;
    }
  }

  @Test
  @DisplayName("tools are refused by name")
  void tools() {
    Companion companion =
        AiServices.builder(Companion.class)
            .chatModel(model)
            .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
            .tools(new Calculator())
            .build();
    UnsupportedFeatureException e =
        assertThrows(UnsupportedFeatureException.class, () -> companion.say("How much is 1 + 2?"));
    assertTrue(e.getMessage().contains("tools"), e.getMessage());
  }
}
