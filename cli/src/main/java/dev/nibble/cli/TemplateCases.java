package dev.nibble.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.tokenizer.template.ChatTemplate;
import dev.nibble.tokenizer.template.TemplateException;
import dev.nibble.tokenizer.template.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Renderings that a file asks for, one a line: the name of a template, and its variables. */
final class TemplateCases {
  private static final String TEMPLATE = "template";

  /** What stands in a line and is no variable. */
  private static final Set<String> ABOUT = Set.of(TEMPLATE, "case", "expected", "error");

  private final Path file;
  private final Path folder;
  private final LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
  private final Map<String, ChatTemplate> parsed = new HashMap<>();

  /**
   * Prepares.
   *
   * @param file the cases
   * @param folder holds the templates
   */
  TemplateCases(Path file, Path folder) {
    this.file = file;
    this.folder = folder;
  }

  /** Prints a line for each, and ends early where nobody reads the output any more. */
  int render(BufferedReader in, PrintWriter out) throws IOException {
    int number = 0;
    for (String line = in.readLine(); line != null && !out.checkError(); line = in.readLine()) {
      number++;
      if (!line.isBlank()) {
        out.println(rendered(number, line));
      }
    }
    return number;
  }

  private String rendered(int number, String line) {
    try {
      return result("text", render(JsonLine.parse(file, number, line)));
    } catch (IOException | TemplateException e) {
      return result("error", Errors.message(e));
    }
  }

  private static String result(String key, String value) {
    return Json.anyLine(Json.object().put(key, value));
  }

  private String render(JsonLine line) throws IOException {
    ChatTemplate template = template(line, line.string(TEMPLATE));
    Map<String, Value> variables = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : line.value().properties()) {
      if (!ABOUT.contains(field.getKey())) {
        variables.put(field.getKey(), Json.templateValue(field.getValue()));
      }
    }
    return template.render(variables, now);
  }

  private ChatTemplate template(JsonLine line, String name) throws IOException {
    ChatTemplate known = parsed.get(name);
    if (known != null) {
      return known;
    }
    Path path = folder.resolve(name).normalize();
    if (!path.startsWith(folder.normalize()) || !Files.isRegularFile(path)) {
      throw line.wrong(
          "the template \"%s\" is no file in %s, expected one: correct its name, or give another"
                  .formatted(name, folder)
              + " --template-dir");
    }
    ChatTemplate template = ChatTemplate.parse(new TextInput(path).text());
    parsed.put(name, template);
    return template;
  }
}
