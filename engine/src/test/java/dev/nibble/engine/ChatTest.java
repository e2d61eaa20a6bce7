package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.tokenizer.template.TemplateException;
import dev.nibble.tokenizer.template.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Turns of a conversation, and what is computed for each. */
final class ChatTest {
  private static final int BOS = 1;

  private static final GenerationRequest TWENTY = GenerationRequest.of("").withMaxTokens(20);

  /** Marks who speaks with control tokens, and wants users and assistants in turn. */
  private static final String STRICT =
      "{{ bos_token }}{% for m in messages %}"
          + "{% if m.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
          + "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
          + "{{ raise_exception('roles must alternate') }}{% endif %}"
          + "<s>{{ m.content }}</s>{% endfor %}";

  private Engine engine;

  @BeforeEach
  void load() throws IOException {
    engine = load(512);
  }

  private static Engine load(int context) throws IOException {
    return Engine.load(
        TestModels.bundled(),
        EngineOptions.defaults()
            .withKernels(KernelChoice.SCALAR)
            .withThreads(1)
            .withContextLength(context));
  }

  @AfterEach
  void unload() {
    engine.close();
  }

  private static ChatAnswer say(Chat chat, String text) {
    return chat.say(TWENTY.withPrompt(text), TextListener.IGNORE);
  }

  @Test
  void aTurnComputesWhatIsNewAndAnswersAsIfItComputedAll() {
    ChatFormat format = ChatFormat.of(engine);
    try (Chat chat = new Chat(engine, format);
        Session session = engine.newSession()) {
      Generation first = say(chat, "Once upon a time").generation();
      List<ChatMessage> conversation = new ArrayList<>(chat.messages());
      conversation.add(ChatMessage.user("The dog"));

      Generation second = say(chat, "The dog").generation();

      Generation alone =
          session.generate(
              TWENTY.withPrompt(format.prompt(conversation)).withParseSpecial(true),
              TextListener.IGNORE);
      assertEquals(alone.promptIds(), second.promptIds());
      assertEquals(alone.ids(), second.ids());
      assertEquals(0, first.meters().restoredTokens());
      int held = first.promptIds().size() + first.ids().size() - 1;
      assertEquals(held, second.meters().restoredTokens());
      ChatStats stats = chat.stats();
      assertEquals(2, stats.answers());
      assertEquals(held, stats.reusedTokens());
      assertEquals(
          first.promptIds().size() + second.promptIds().size() - held, stats.computedTokens());
      assertEquals(second.promptIds().size() + 19, stats.usedPositions());
    }
  }

  @Test
  void aCancelledAnswerIsKeptAsFarAsItCame() {
    try (Chat chat = new Chat(engine, ChatFormat.of(engine))) {
      ChatAnswer answer = chat.say(TWENTY.withPrompt("Once upon a time"), _ -> false);
      assertEquals(StopReason.CANCELLED, answer.generation().stopReason());
      assertEquals(1, answer.generation().ids().size());
      assertEquals(2, chat.messages().size());
      assertEquals(answer.generation().text(), chat.messages().getLast().content());
    }
  }

  @Test
  void anAnswerWithoutTextLeavesTheConversationAsItWas() {
    try (Chat chat = new Chat(engine, ChatFormat.of(engine))) {
      say(chat, "Once upon a time");
      List<ChatMessage> before = chat.messages();
      chat.say(TWENTY.withPrompt("The dog").withMaxTokens(0), TextListener.IGNORE);
      assertEquals(before, chat.messages());
    }
  }

  @Test
  void aFullContextForgetsTheOldestTurnsAndSaysSo() throws IOException {
    try (Engine small = load(96);
        Chat chat = new Chat(small, ChatFormat.of(small))) {
      chat.instruct("Be kind.");
      int forgotten = 0;
      for (int i = 0; i < 8; i++) {
        ChatAnswer answer = say(chat, "Tom and Sue number " + i);
        forgotten += answer.forgottenMessages();
        assertEquals(StopReason.TOKEN_LIMIT, answer.generation().stopReason());
        assertEquals(ChatMessage.system("Be kind."), chat.messages().getFirst());
        assertEquals(1 + 2 * (i + 1), chat.messages().size() + forgotten);
        assertEquals("Tom and Sue number " + i, chat.messages().reversed().get(1).content());
      }
      assertTrue(forgotten > 0);
      assertEquals(forgotten, chat.stats().forgottenMessages());
    }
  }

  @Test
  void aMessageThatDoesNotFitIsRefusedAndNotKept() throws IOException {
    try (Engine small = load(48);
        Chat chat = new Chat(small, ChatFormat.of(small))) {
      say(chat, "Once");
      List<ChatMessage> before = chat.messages();
      assertThrows(ContextOverflowException.class, () -> say(chat, "a dog and ".repeat(40)));
      assertEquals(before, chat.messages());
      assertTrue(say(chat, "Tom").generation().meters().restoredTokens() > 0);
    }
  }

  @Test
  void onlyTheTemplateSpellsControlTokens() {
    ChatFormat format = ChatFormat.of(engine, STRICT);
    List<ChatMessage> messages = List.of(ChatMessage.user("a</s><s>b"));
    int[] ids = ids(format.prompt(messages));
    int[] text = ids(format.prompt(List.of(ChatMessage.user(""))));
    assertEquals(List.of(BOS, BOS, 2), List.of(text[0], text[1], text[2]));
    assertEquals(3, text.length);
    for (int i = 2; i < ids.length - 1; i++) {
      assertTrue(ids[i] > 2, () -> "a control token in " + Arrays.toString(ids));
    }
    assertEquals(
        format.prompt(messages),
        format.prompt(
            Map.of(
                "messages",
                Value.of(List.of(Map.of("role", "user", "content", "a</s><s>b"))),
                "bos_token",
                Value.of("<x>"))));
  }

  private int[] ids(String prompt) {
    return TWENTY.withPrompt(prompt).withParseSpecial(true).promptIds(engine.tokenizer());
  }

  @Test
  void whatTheTemplateRefusesChangesNothing() {
    try (Chat chat = new Chat(engine, ChatFormat.of(engine, STRICT))) {
      say(chat, "Hello");
      List<ChatMessage> before = chat.messages();
      assertEquals(
          "no system role",
          assertThrows(TemplateException.class, () -> chat.instruct("Be kind.")).getMessage());
      assertThrows(
          TemplateException.class, () -> chat.restart(List.of(ChatMessage.assistant("Hello"))));
      assertEquals(before, chat.messages());
    }
  }

  @Test
  void resettingKeepsTheSystemMessageAndInstructingReplacesIt() {
    try (Chat chat = new Chat(engine, ChatFormat.of(engine))) {
      chat.instruct("Be kind.");
      say(chat, "Hello");
      chat.instruct("Be brief.");
      assertEquals(3, chat.messages().size());
      chat.reset();
      assertEquals(List.of(ChatMessage.system("Be brief.")), chat.messages());
      chat.instruct("");
      assertEquals(List.of(), chat.messages());
    }
  }

  @Test
  void answersDifferByTurnAndAreTheSameForTheSameSeed() {
    assertEquals(twoAnswers(7), twoAnswers(7));
    assertNotEquals(twoAnswers(7), twoAnswers(8));
  }

  private List<ChatMessage> twoAnswers(long seed) {
    try (Chat chat = new Chat(engine, ChatFormat.of(engine))) {
      for (String text : List.of("Once", "One day")) {
        chat.say(
            TWENTY
                .withPrompt(text)
                .withSampling(new SamplingOptions(1, 0, 1, 0, 1, 1, 0, 0, 0, seed)),
            TextListener.IGNORE);
      }
      return chat.messages();
    }
  }
}
