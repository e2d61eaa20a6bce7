package dev.nibble.cli.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.Bound;
import dev.nibble.engine.predict.Finding;
import dev.nibble.engine.predict.Input;
import dev.nibble.engine.predict.Law;
import dev.nibble.engine.predict.Measurement;
import dev.nibble.engine.predict.Prediction;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingTableTest {
  /** Someone forgot that keys have values beside them. */
  private static final Law WRONG =
      evidence -> {
        double measured = evidence.memory().kv().bytes();
        return List.of(
            new Finding(
                new Prediction(
                    "KV memory, keys alone",
                    "B S L d_kv b_a",
                    List.of(Input.of("B", "sequences", evidence.memory().kv().sequences())),
                    measured / 2,
                    "bytes"),
                new Measurement(measured, "blocks in use"),
                new Bound.Within(0.05),
                "values are left out"));
      };

  @Test
  @DisplayName("a wrong formula is refuted, with how far it is off and why")
  void planted() {
    List<String> lines = new FindingTable(WRONG.check(Reports.report().evidence()), 80).lines();
    assertEquals(
        """
        prediction             predicted  measured    error  verdict
          formula (unit)
            remark
        KV memory, keys alone    19.7MiB   39.4MiB  -50.0 %  refuted
          B S L d_kv b_a (bytes)
            values are left out
        """,
        String.join("\n", lines) + "\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 120})
  @DisplayName("no line is longer than the terminal, and every finding has its own")
  void width(int columns) {
    List<Finding> findings =
        List.of(
            Reports.finding("a name of " + "many words ".repeat(6), 1, 2, "", new Bound.Exact()),
            Reports.finding("short", 123_456_789, 1, "tokens/s", new Bound.AtLeast()));
    List<String> lines = new FindingTable(findings, columns).lines();
    assertTrue(lines.stream().allMatch(line -> line.length() <= columns), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("short ")), lines::toString);
    assertEquals(2, lines.stream().filter(line -> line.endsWith("  refuted")).count());
  }

  @ParameterizedTest
  @CsvSource({
    "0, weights, 0",
    "279232, weights, '279,232'",
    "134515008, weights, 134.5 M",
    "0.5, '', 0.5000",
    "7.9e-7, '', 7.900e-07",
    "41239.97, tokens/s, 41.24 K",
    "655360, bytes, 640KiB",
    "-2048, bytes, -2KiB",
    "-23456.7, '', -23.46 K",
  })
  @DisplayName("numbers have the digits that people read")
  void numbers(double value, String unit, String expected) {
    assertEquals(expected, Quantity.text(value, unit));
  }

  @ParameterizedTest
  @CsvSource({
    "105, 100, +5.0 %",
    "100, 100, 0 %",
    "99.974, 100, -0.0260 %",
    "1600, 100, 16 x",
    "1, 0, -",
    "100.00000000001, 100, 0 %",
  })
  @DisplayName("errors are parts of what was measured, or factors where they are many times that")
  void errors(double predicted, double measured, String expected) {
    assertEquals(
        expected, Quantity.error(Reports.finding("x", predicted, measured, "", new Bound.Exact())));
  }
}
