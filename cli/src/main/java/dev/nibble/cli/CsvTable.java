package dev.nibble.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Stream;

/** Names in the first line, quoted values in the others; lists have no place in it. */
final class CsvTable implements TablePrinter {
  private final PrintWriter out;
  private boolean started;

  CsvTable(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void row(TableRow row) {
    if (!started) {
      out.println(fields(row).map(Map.Entry::getKey).collect(joining(",")));
      started = true;
    }
    out.println(fields(row).map(field -> quoted(field.getValue().asText())).collect(joining(",")));
    out.flush();
  }

  private static Stream<Map.Entry<String, JsonNode>> fields(TableRow row) {
    return row.fields().propertyStream().filter(field -> field.getValue().isValueNode());
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\"", "\"\"") + "\"";
  }
}
