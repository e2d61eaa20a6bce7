package dev.nibble.weights.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nibble.weights.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The formats that search for scales find good ones, and none that breaks a bound. */
final class SearchTest {
  private static final float[] ALL_ALIKE = {};

  /** Of an element: what float arithmetic adds to half a step. */
  private static final double ARITHMETIC = 1e-6;

  /** The larger of two unequal distances in the table of IQ4, of the step that stands for both. */
  private static final double UNEVEN = 1.1;

  private static final List<TensorType> SEARCHED =
      List.of(
          TensorType.Q2_K,
          TensorType.Q3_K,
          TensorType.Q4_K,
          TensorType.Q5_K,
          TensorType.Q6_K,
          TensorType.IQ4_NL,
          TensorType.IQ4_XS);

  private static final List<TensorType> SEARCHED_WITH_IMPORTANCE =
      List.of(TensorType.Q4_0, TensorType.Q4_1, TensorType.Q5_0, TensorType.Q5_1);

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource
  @DisplayName("the mean squared error is no worse than 1.02 times llama.cpp's")
  void noWorseThanTheOriginal(SampleRows rows, TensorType type, double original) {
    double squares = 0;
    for (float[] row : rows.rows()) {
      squares += squares(row, roundTrip(type, row, ALL_ALIKE));
    }

    double measured = squares / SampleRows.COUNT / SampleRows.COLUMNS;

    assertTrue(measured <= 1.02 * original, measured + ", llama.cpp's is " + original);
  }

  static Stream<Arguments> noWorseThanTheOriginal() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<Arguments> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(SearchTest.class.getResourceAsStream("searched.jsonl"), UTF_8))) {
      for (String line : lines.lines().toList()) {
        JsonNode json = mapper.readTree(line);
        SampleRows rows = SampleRows.valueOf(json.get("rows").textValue());
        for (TensorType type : SEARCHED) {
          cases.add(Arguments.of(rows, type, json.get(type.name()).doubleValue()));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource
  @DisplayName("the mean squared error is within 1.1 times step^2 / 12")
  void uniformError(SampleRows rows, TensorType type) {
    double squares = 0;
    double squaredSteps = 0;
    for (float[] row : rows.rows()) {
      MemorySegment blocks = quantize(type, row, ALL_ALIKE);
      squares += squares(row, dequantize(type, blocks, row.length));
      for (float step : steps(type, blocks, row.length)) {
        squaredSteps += (double) step * step;
      }
    }

    assertTrue(squares <= 1.1 * squaredSteps / 12, squares / (squaredSteps / 12) + " times");
  }

  static Stream<Arguments> uniformError() {
    return Arrays.stream(SampleRows.values())
        .flatMap(rows -> SEARCHED.stream().map(type -> Arguments.of(rows, type)));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("an element is off by half a step, beyond the ends by one, whatever weighs what")
  void halfStep(SampleRows rows) {
    float[] importance = importance();
    for (float[] row : Arrays.copyOf(rows.rows(), 32)) {
      for (TensorType type : SEARCHED) {
        assertHalfStep(type, row, ALL_ALIKE);
        assertHalfStep(type, row, importance);
      }
      for (TensorType type : SEARCHED_WITH_IMPORTANCE) {
        assertHalfStep(type, row, importance);
      }
    }
  }

  private static void assertHalfStep(TensorType type, float[] row, float[] importance) {
    MemorySegment blocks = quantize(type, row, importance);
    float[] back = dequantize(type, blocks, row.length);
    float[] steps = steps(type, blocks, row.length);
    int size = BlockFormat.of(type).orElseThrow().groupSize();
    for (int group = 0; group < row.length; group += size) {
      float[] members = Arrays.copyOfRange(back, group, group + size);
      Arrays.sort(members);
      for (int i = group; i < group + size; i++) {
        boolean clipped = row[i] < members[0] || row[i] > members[size - 1];
        double bound = (clipped ? 1 : 0.5) * steps[i] * (type.name().startsWith("IQ") ? UNEVEN : 1);
        double error = Math.abs((double) row[i] - back[i]);
        assertTrue(
            error <= bound * (1 + ARITHMETIC) + ARITHMETIC * Math.abs(row[i]),
            type + ": " + row[i] + " became " + back[i] + ", the step is " + steps[i]);
      }
    }
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource
  @DisplayName("odd rows keep the bound too")
  void oddRows(String name, TensorType type, float[] row) {
    if (SEARCHED.contains(type)) {
      assertHalfStep(type, row, ALL_ALIKE);
    }
    assertHalfStep(type, row, importance());
  }

  static Stream<Arguments> oddRows() {
    float[] zeros = new float[SampleRows.COLUMNS];
    float[] spike = zeros.clone();
    spike[77] = 3;
    float[] negativeZeros = zeros.clone();
    Arrays.fill(negativeZeros, -0f);
    float[] spikes = SampleRows.NORMAL.rows()[0];
    spikes[3] = -100;
    spikes[200] = 50;
    float[] steep = SampleRows.NORMAL.rows()[1];
    for (int i = 0; i < steep.length; i++) {
      steep[i] *= (float) Math.pow(0.97, i);
    }
    return Map.ofEntries(
            entry("zeros", zeros),
            entry("negative zeros", negativeZeros),
            entry("one spike", spike),
            entry("two spikes among others", spikes),
            entry("groups from large to small", steep),
            entry("all the same", filled(0.7f)),
            entry("all the same, below 0", filled(-0.7f)),
            entry("all above 0", mapped(x -> 1 + Math.abs(x))),
            entry("all below 0", mapped(x -> -1 - Math.abs(x))),
            entry("half the same, below 0", mapped(x -> x > 0 ? -9 : x)),
            entry("smaller than any f16", mapped(x -> Math.scalb(x, -40))),
            entry("subnormal floats", mapped(x -> Math.scalb(x, -130))),
            entry("as large as an f16 scale takes", mapped(x -> Math.copySign(64000, x))))
        .entrySet()
        .stream()
        .flatMap(
            row -> allSearched().map(type -> Arguments.of(row.getKey(), type, row.getValue())));
  }

  private interface Change {
    float of(float x);
  }

  private static float[] filled(float value) {
    return mapped(_ -> value);
  }

  private static float[] mapped(Change change) {
    float[] row = SampleRows.NORMAL.rows()[2];
    for (int i = 0; i < row.length; i++) {
      row[i] = change.of(row[i]);
    }
    return row;
  }

  @ParameterizedTest
  @MethodSource("allSearched")
  @DisplayName("zeros stay zeros")
  void zeros(TensorType type) {
    float[] row = new float[SampleRows.COLUMNS];

    assertArrayEquals(row, roundTrip(type, row, importance()));
  }

  @ParameterizedTest
  @MethodSource("allSearched")
  @DisplayName("what an f16 scale cannot reach becomes no finite number")
  void overflow(TensorType type) {
    float[] row = mapped(x -> Math.copySign(Float.MAX_VALUE, x));

    for (float x : roundTrip(type, row, importance())) {
      assertFalse(Float.isFinite(x), () -> "became " + x);
    }
  }

  @ParameterizedTest
  @MethodSource("allSearched")
  @DisplayName("importance lowers the error where it matters")
  void importanceCounts(TensorType type) {
    float[] importance = importance();
    double with = 0;
    double without = 0;
    for (float[] row : Arrays.copyOf(SampleRows.NORMAL.rows(), 64)) {
      with += weightedSquares(row, roundTrip(type, row, importance), importance);
      without += weightedSquares(row, roundTrip(type, row, ALL_ALIKE), importance);
    }

    assertTrue(with < 0.9 * without, with + " with, " + without + " without");
  }

  static Stream<TensorType> allSearched() {
    return Stream.concat(SEARCHED.stream(), SEARCHED_WITH_IMPORTANCE.stream());
  }

  @ParameterizedTest
  @MethodSource("allSearched")
  @DisplayName("equal importance is as good as none, or better where none means rounding")
  void equalImportance(TensorType type) {
    float[] importance = new float[SampleRows.COLUMNS];
    Arrays.fill(importance, 0.25f);
    for (float[] row : Arrays.copyOf(SampleRows.TRAINED.rows(), 64)) {
      double with = squares(row, roundTrip(type, row, importance));
      double without = squares(row, roundTrip(type, row, ALL_ALIKE));
      assertTrue(with <= without, () -> with + " with, " + without + " without");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "F16", "BF16", "TQ2_0", "MXFP4"})
  @DisplayName("types that only round take no notice of importance")
  void importanceIgnored(TensorType type) {
    float[] row = SampleRows.NORMAL.rows()[0];

    assertArrayEquals(roundTrip(type, row, ALL_ALIKE), roundTrip(type, row, importance()));
  }

  @ParameterizedTest
  @MethodSource("allSearched")
  @DisplayName("what was quantized once loses next to nothing the second time")
  void again(TensorType type) {
    double first = 0;
    double second = 0;
    for (float[] row : Arrays.copyOf(SampleRows.TRAINED.rows(), 64)) {
      float[] once = roundTrip(type, row, ALL_ALIKE);
      first += squares(row, once);
      second += squares(once, roundTrip(type, once, ALL_ALIKE));
    }

    assertTrue(second < 0.01 * first, second + " after " + first);
  }

  @Test
  @DisplayName("scales and minima come out of their 12 bytes as they went in")
  void packedScales() {
    Random random = new Random(6);
    int[] scales = random.ints(KScales.GROUPS, 0, KScales.HIGHEST + 1).toArray();
    int[] minima = random.ints(KScales.GROUPS, 0, KScales.HIGHEST + 1).toArray();
    MemorySegment blocks = MemorySegment.ofArray(new byte[KScales.BYTES]);

    KScales.put(scales, minima, blocks, 0);

    for (int group = 0; group < KScales.GROUPS; group++) {
      assertEquals(scales[group], KScales.scale(blocks, 0, group));
      assertEquals(minima[group], KScales.minimum(blocks, 0, group));
    }
  }

  /** Factors over four orders of magnitude, as the channels of a trained model have. */
  private static float[] importance() {
    Random random = new Random(5);
    float[] importance = new float[SampleRows.COLUMNS];
    for (int i = 0; i < importance.length; i++) {
      importance[i] = (float) Math.pow(10, 4 * random.nextDouble() - 2);
    }
    return importance;
  }

  private static MemorySegment quantize(TensorType type, float[] row, float[] importance) {
    MemorySegment blocks = MemorySegment.ofArray(new byte[(int) type.rowBytes(row.length)]);
    BlockFormat.of(type).orElseThrow().quantize(row, importance, blocks, 0);
    return blocks;
  }

  private static float[] dequantize(TensorType type, MemorySegment blocks, int count) {
    float[] out = new float[count];
    BlockFormat.of(type).orElseThrow().dequantize(blocks, 0, out, 0, count);
    return out;
  }

  private static float[] steps(TensorType type, MemorySegment blocks, int count) {
    float[] out = new float[count];
    BlockFormat.of(type).orElseThrow().steps(blocks, 0, out, 0, count);
    return out;
  }

  private static float[] roundTrip(TensorType type, float[] row, float[] importance) {
    return dequantize(type, quantize(type, row, importance), row.length);
  }

  private static double squares(float[] row, float[] back) {
    float[] alike = new float[row.length];
    Arrays.fill(alike, 1);
    return weightedSquares(row, back, alike);
  }

  private static double weightedSquares(float[] row, float[] back, float[] weights) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      double error = (double) row[i] - back[i];
      sum += weights[i] * error * error;
    }
    return sum;
  }
}
