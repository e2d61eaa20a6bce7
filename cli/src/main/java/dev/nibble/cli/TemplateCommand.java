package dev.nibble.cli;

import dev.nibble.tokenizer.Vocabulary;
import dev.nibble.tokenizer.template.ChatTemplate;
import dev.nibble.tokenizer.template.Value;
import dev.nibble.weights.Metadata;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble template}: messages to the prompt that a model is trained on. */
@Command(
    name = "template",
    description = {
      "Prints the prompt that a chat template makes of messages.",
      "",
      "The template is that of the model file, or --template's. With --jsonl each line names a"
          + " template of --template-dir and its variables, and becomes a line {\"text\": ...} or"
          + " {\"error\": ...}.",
      ""
    },
    sortOptions = false)
final class TemplateCommand implements Callable<Integer> {
  private static final class Input {
    @Option(
        names = "--messages",
        required = true,
        paramLabel = "FILE",
        description =
            "A JSON array of messages with role and content, or an object with it under messages"
                + " and further variables, such as tools; - for standard input.")
    private Path messages;

    @Option(
        names = "--jsonl",
        required = true,
        paramLabel = "CASES",
        description =
            "A file with an object a line: template, the name of a file in --template-dir, and"
                + " variables such as messages, bos_token, add_generation_prompt; - for standard"
                + " input.")
    private Path cases;
  }

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "A template to use in place of the model's own.")
  private Path template;

  @ArgGroup(multiplicity = "1")
  private Input input;

  @Option(
      names = "--template-dir",
      paramLabel = "FOLDER",
      description = "Where the templates are that --jsonl names.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    checkCombination();
    PrintWriter out = spec.commandLine().getOut();
    if (input.cases == null) {
      out.println(rendered());
    } else {
      TemplateCases cases = new TemplateCases(input.cases, folder);
      new TextInput(input.cases).read(reader -> cases.render(reader, out));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private void checkCombination() throws IOException {
    if ((input.cases == null) != (folder == null)) {
      throw new IllegalArgumentException("--jsonl and --template-dir go together, found one alone");
    }
    if (input.cases != null && (template != null || model.isGiven())) {
      throw new IllegalArgumentException(
          "the lines of --jsonl name their templates, expected neither -m nor --template beside"
              + " it");
    }
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException(
          folder
              + " is no folder, expected the one that holds the templates: give another"
              + " --template-dir");
    }
  }

  private String rendered() throws IOException {
    Own own = template == null || model.isGiven() ? model.read(Own::of) : Own.NONE;
    Map<String, Value> variables = new HashMap<>(own.tokens);
    variables.put(Conversation.GENERATION_PROMPT, Value.TRUE);
    variables.putAll(Conversation.read(input.messages));
    return ChatTemplate.parse(source(own))
        .render(variables, LocalDateTime.now(ZoneId.systemDefault()));
  }

  private String source(Own own) throws IOException {
    if (template != null) {
      return new TextInput(template).text();
    }
    if (own.source.isEmpty()) {
      throw new IOException(
          model.path()
              + " has no chat template, expected one under tokenizer.chat_template: give one with"
              + " --template");
    }
    return own.source.get();
  }

  /** What the model's file says of templates: how it spells tokens, and its own one. */
  private record Own(Map<String, Value> tokens, Optional<String> source) {
    private static final Own NONE = new Own(Map.of(), Optional.empty());

    private static Own of(Metadata metadata) throws IOException {
      return new Own(ChatTemplate.tokens(Vocabulary.from(metadata)), ChatTemplate.source(metadata));
    }
  }
}
