package dev.nibble.cli.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.evaluate.Divergence;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {
  private static List<String> lines(ComparisonRow... rows) {
    return new ComparisonTable(Reports.of(rows)).lines();
  }

  @Test
  @DisplayName("numbers stand one below the other, units in the heading, dashes where none are")
  void table() {
    assertEquals(
        """
        texts/story.txt: 10,200 tokens scored in 40 chunks of 512; KL divergence, top-1 agreement, \
        rho, Q and eta against F16
        model   size     bits     ppl   error  KL mean  median    99 %  top-1    rho      Q    eta  \
        prefill  decode  memory
                 KiB  /weight                     nats    nats    nats      %                       \
          tok/s   tok/s     MiB
        F16    560.8    16.04  4.1944  0.0768        0       0       0  100.0  1.000  1.000  1.000  \
           3880    95.5     100
        Q4_0   169.8     4.57  4.7319  0.0866   0.1377  0.0887  0.9224   80.7  3.303  0.886  2.928  \
              -       -       -
        """,
        String.join(
                "\n",
                lines(
                    Reports.measured(
                        Reports.first("F16"), 3879.6, 95.52, OptionalLong.of(100L << 20)),
                    Reports.fourBits("Q4_0")))
            + "\n");
  }

  @Test
  @DisplayName("long names stand on lines of their own, so that no line is longer than 120")
  void longNames() {
    List<String> lines =
        lines(Reports.first("stories260K-pad32-f16.gguf"), Reports.fourBits("b.gguf"));
    assertEquals("stories260K-pad32-f16.gguf", lines.get(3));
    assertTrue(lines.get(4).startsWith("  560.8 "), lines.get(4));
    assertEquals("b.gguf", lines.get(5));
    lines.stream().skip(1).forEach(line -> assertTrue(line.length() <= 120, line));
  }

  @Test
  @DisplayName("files of gigabytes are counted in gigabytes, and memory that nobody told is a dash")
  void largeFiles() {
    List<String> lines =
        lines(
            Reports.measured(
                Reports.row("F16", 16L << 30, 16, 7, new Divergence(0, 0, 0, 0, 0, 1)),
                50,
                10,
                OptionalLong.empty()),
            Reports.fourBits("Q4_0"));
    assertTrue(lines.get(2).startsWith("        GiB"), lines.get(2));
    assertTrue(lines.get(3).startsWith("F16    16.0 "), lines.get(3));
    assertTrue(lines.get(3).endsWith(" 50.0    10.0       -"), lines.get(3));
  }

  @Test
  @DisplayName("what the digits do not show is not called zero")
  void smallDivergences() {
    ComparisonRow near =
        Reports.row("BF16", 574_208, 16, 4.19, new Divergence(1.25e-6, 0, 3e-9, 0.5, 1, 1));
    String line = lines(Reports.first("F16"), near).getLast();
    assertTrue(line.contains("  1e-06   3e-09  0.5000  "), line);
  }
}
