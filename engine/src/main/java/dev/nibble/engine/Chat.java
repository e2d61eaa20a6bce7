package dev.nibble.engine;

import dev.nibble.engine.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with a model.
 *
 * <p>Keys and values stay from turn to turn: of each prompt, which holds the whole conversation,
 * only the tokens behind the common beginning with what is there are computed. Where a prompt and a
 * quarter of the context for the answer (or less, where less is asked for) do not fit, the oldest
 * messages are forgotten, but not a system message in front, until half of the context is free; the
 * {@linkplain ChatAnswer#forgottenMessages() answer} says how many.
 *
 * <p>Not safe for use by several threads at once; different chats of one engine are.
 */
public final class Chat implements AutoCloseable {
  private final Engine engine;
  private final ChatFormat format;
  private final Session session;
  private List<ChatMessage> messages = List.of();
  private ChatStats stats;

  /**
   * Begins a conversation.
   *
   * @param engine has the model, and is closed after this
   * @param format how the model takes conversations
   */
  public Chat(Engine engine, ChatFormat format) {
    this.engine = engine;
    this.format = format;
    session = engine.newSession();
    stats = ChatStats.none(engine.contextLength());
  }

  /** What was said so far. */
  public List<ChatMessage> messages() {
    return messages;
  }

  /** What it took so far. */
  public ChatStats stats() {
    return stats;
  }

  /**
   * Goes on from other messages. What they have in common with the present ones is not computed
   * again.
   *
   * @param conversation the messages, which the next one of a user can follow
   * @throws dev.nibble.tokenizer.template.TemplateException if the template refuses them; nothing
   *     has changed then
   */
  public void restart(List<ChatMessage> conversation) {
    List<ChatMessage> next = new ArrayList<>(conversation);
    next.add(ChatMessage.user("Hello"));
    format.prompt(next);
    messages = List.copyOf(conversation);
  }

  /**
   * Says how the model is to behave from now on.
   *
   * @param text the system message, which takes the place of the present one; empty for none
   * @throws dev.nibble.tokenizer.template.TemplateException if the template knows no such message;
   *     nothing has changed then
   */
  public void instruct(String text) {
    List<ChatMessage> changed = new ArrayList<>(messages);
    changed.subList(0, firstTurn(changed)).clear();
    if (!text.isEmpty()) {
      changed.addFirst(ChatMessage.system(text));
    }
    restart(changed);
  }

  /** Forgets everything but the system message. */
  public void reset() {
    messages = messages.subList(0, firstTurn(messages));
  }

  /**
   * Says something and has it answered. An answer without text, as of one that was cancelled while
   * its prompt was computed, leaves the conversation as it was; any other is a part of it,
   * cancelled or not. What was computed of a prompt stays for the next one that begins alike.
   *
   * @param request what is said, as its prompt, and how the answer is made; each answer has random
   *     numbers of its own, the first those of the seed
   * @param listener receives the answer while it is made
   * @return the answer
   * @throws ContextOverflowException if the message does not fit the context, even alone
   * @throws KvMemoryException if there is no memory for its keys and values
   * @throws DeadEndException if the constraint asks for what no token of the vocabulary spells
   * @throws dev.nibble.tokenizer.template.TemplateException if the template refuses it
   */
  public ChatAnswer say(GenerationRequest request, TextListener listener) {
    List<ChatMessage> turn = new ArrayList<>(messages);
    turn.add(ChatMessage.user(request.prompt()));
    SamplingOptions sampling = request.sampling();
    GenerationRequest asked =
        request
            .withParseSpecial(true)
            .withSampling(sampling.withSeed(sampling.seed() + stats.answers()));
    int said = turn.size();
    GenerationRequest fitting = makeRoom(turn, asked);
    session.reuse();
    Generation generation = session.generate(fitting, listener);
    ChatAnswer answer = new ChatAnswer(generation, said - turn.size());
    stats = stats.plus(answer, session.length());
    if (!generation.text().isEmpty()) {
      turn.add(ChatMessage.assistant(generation.text()));
      messages = List.copyOf(turn);
    }
    return answer;
  }

  /** Takes the oldest messages away where there is no room for an answer; returns the prompt. */
  private GenerationRequest makeRoom(List<ChatMessage> turn, GenerationRequest asked) {
    int capacity = engine.contextLength();
    int most = asked.maxTokens() < 0 ? capacity : asked.maxTokens();
    GenerationRequest fitting = asked.withPrompt(format.prompt(turn));
    if (tokens(fitting) > capacity - Math.min(most, capacity / 4)) {
      while (tokens(fitting) > capacity / 2 && forgetOldest(turn)) {
        fitting = asked.withPrompt(format.prompt(turn));
      }
    }
    return fitting;
  }

  private int tokens(GenerationRequest asked) {
    return asked.promptIds(engine.tokenizer()).length;
  }

  /** Takes away the first message of a user and all up to the next; the last one stays. */
  private static boolean forgetOldest(List<ChatMessage> turn) {
    int first = firstTurn(turn);
    int next = first + 1;
    while (next < turn.size() && !turn.get(next).role().equals(ChatMessage.USER)) {
      next++;
    }
    if (next >= turn.size()) {
      return false;
    }
    turn.subList(first, next).clear();
    return true;
  }

  /** Where the system message ends. */
  private static int firstTurn(List<ChatMessage> conversation) {
    boolean instructed =
        !conversation.isEmpty() && conversation.getFirst().role().equals(ChatMessage.SYSTEM);
    return instructed ? 1 : 0;
  }

  /** Frees the memory. */
  @Override
  public void close() {
    session.close();
  }
}
