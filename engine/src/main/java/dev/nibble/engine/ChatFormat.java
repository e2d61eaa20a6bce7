package dev.nibble.engine;

import dev.nibble.tokenizer.PlainSpecials;
import dev.nibble.tokenizer.Vocabulary;
import dev.nibble.tokenizer.template.ChatTemplate;
import dev.nibble.tokenizer.template.Value;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * How a model takes a conversation: by the template in its file, or plainly, where it has none.
 * Immutable, may be shared by threads.
 *
 * <p>What the messages spell of control tokens stays text: only the template's own words steer the
 * model.
 */
public final class ChatFormat {
  /** The model continues what is there: an answer goes on with the line that it answers. */
  private static final String PLAIN =
      "{% for m in messages %}{{ m.content }}"
          + "{% if not loop.last and m.role != 'user' %}{{ '\\n' }}{% endif %}{% endfor %}";

  private final ChatTemplate template;
  private final boolean plain;
  private final Map<String, Value> tokens;
  private final PlainSpecials specials;

  /** What is put in front of every prompt, and must not be there twice; empty for nothing. */
  private final String beginning;

  private ChatFormat(Engine engine, Optional<String> source) {
    Vocabulary vocabulary = engine.tokenizer().vocabulary();
    template = ChatTemplate.parse(source.orElse(PLAIN));
    plain = source.isEmpty();
    tokens = ChatTemplate.tokens(vocabulary);
    specials = new PlainSpecials(vocabulary);
    beginning = vocabulary.addBos() ? vocabulary.text(vocabulary.bos().orElseThrow()) : "";
  }

  /**
   * The format of a model.
   *
   * @param engine has the model
   * @return what its file says
   * @throws dev.nibble.tokenizer.template.TemplateException if the file's template cannot be parsed
   */
  public static ChatFormat of(Engine engine) {
    return new ChatFormat(engine, ChatTemplate.source(engine.file().metadata()));
  }

  /**
   * Another format for a model.
   *
   * @param engine has the model
   * @param source the text of a template
   * @return the format
   * @throws dev.nibble.tokenizer.template.TemplateException if the template cannot be parsed
   */
  public static ChatFormat of(Engine engine, String source) {
    return new ChatFormat(engine, Optional.of(source));
  }

  /** Whether there is no template, and the model just continues the texts of the messages. */
  public boolean isPlain() {
    return plain;
  }

  /**
   * The prompt that asks for an answer.
   *
   * @param messages the conversation
   * @return a text for a request with {@link GenerationRequest#parseSpecial()}
   * @throws dev.nibble.tokenizer.template.TemplateException if the template refuses the messages
   */
  public String prompt(List<ChatMessage> messages) {
    List<Map<String, String>> all =
        messages.stream().map(m -> Map.of("role", m.role(), "content", m.content())).toList();
    return prompt(Map.of("messages", Value.of(all)));
  }

  /**
   * The prompt that asks for an answer.
   *
   * @param conversation by name what the template may ask for: {@code messages}, {@code tools}, ...
   * @return a text for a request with {@link GenerationRequest#parseSpecial()}
   * @throws dev.nibble.tokenizer.template.TemplateException if the template refuses it
   */
  public String prompt(Map<String, Value> conversation) {
    Map<String, Value> variables = new HashMap<>();
    variables.put("add_generation_prompt", Value.TRUE);
    conversation.forEach((name, value) -> variables.put(name, marked(value)));
    variables.putAll(tokens);
    String prompt = template.render(variables, LocalDateTime.now(ZoneId.systemDefault()));
    return prompt.startsWith(beginning) ? prompt.substring(beginning.length()) : prompt;
  }

  private Value marked(Value value) {
    return switch (value) {
      case Value.Text(String text) -> new Value.Text(specials.mark(text));
      case Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(this::marked).toList());
      case Value.Mapping(SequencedMap<Value, Value> entries) -> {
        SequencedMap<Value, Value> marked = new LinkedHashMap<>();
        entries.forEach((key, one) -> marked.put(key, marked(one)));
        yield new Value.Mapping(marked);
      }
      default -> value;
    };
  }
}
