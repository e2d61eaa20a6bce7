package dev.nibble.cli.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotAxisTest {
  @ParameterizedTest
  @CsvSource({
    "0, 560.8, 0 100 200 300 400 500 600",
    "4.12, 4.82, 4.0 4.2 4.4 4.6 4.8 5.0",
    "0, 1, 0.0 0.2 0.4 0.6 0.8 1.0",
    "5.0601, 5.0689, 5.060 5.062 5.064 5.066 5.068 5.070",
    "23, 24700, 0 5000 10000 15000 20000 25000",
  })
  @DisplayName("the ticks are round, and both ends of the data lie between them")
  void ticks(double min, double max, String expected) {
    PlotAxis axis = PlotAxis.over(min, max);
    assertEquals(expected, axis.ticks().stream().map(axis::label).collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 32, 2, 1 2 4 8 16 32",
    "90, 1100, 10, 10 100 1000 10000",
    "3e-7, 0.5, 10, 1e-7 1e-6 1e-5 1e-4 0.001 0.01 0.1 1",
    "5, 5, 2, 4 8",
    "16, 16, 2, 16 32",
    "1, 1000, 2, 1 4 16 64 256 1024",
  })
  @DisplayName("on a logarithmic axis the ticks are powers, and a factor is a distance")
  void powers(double min, double max, int base, String expected) {
    PlotAxis axis = PlotAxis.logarithmic(min, max, base);
    assertEquals(expected, axis.ticks().stream().map(axis::label).collect(Collectors.joining(" ")));
    assertTrue(axis.share(min) >= 0 && axis.share(max) <= 1, axis::toString);
    assertEquals(
        axis.share(2 * axis.low()) - axis.share(axis.low()),
        axis.share(2 * min) - axis.share(min),
        1e-12);
  }

  @ParameterizedTest
  @CsvSource({"5, 204, 50 100 150 200", "0, 24, 0 5 10 15 20"})
  @DisplayName("an axis may end where the numbers end, with round numbers between")
  void between(double low, double high, String expected) {
    PlotAxis axis = PlotAxis.between(low, high);
    assertEquals(expected, axis.ticks().stream().map(axis::label).collect(Collectors.joining(" ")));
    assertEquals(0, axis.share(low));
    assertEquals(1, axis.share(high));
  }

  @ParameterizedTest
  @CsvSource({"4.2", "0", "1e-9", "12345"})
  @DisplayName("a single value has room around it")
  void single(double value) {
    PlotAxis axis = PlotAxis.over(value, value);
    assertTrue(axis.share(value) >= 0 && axis.share(value) <= 1, axis::toString);
    assertTrue(axis.high() > axis.low(), axis::toString);
  }
}
