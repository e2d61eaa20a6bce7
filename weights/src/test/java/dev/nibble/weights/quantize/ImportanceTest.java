package dev.nibble.weights.quantize;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a statistic says of each column, before and after it was a file. */
final class ImportanceTest {
  private static final Calibration STORIES = new Calibration(List.of("stories.txt", ""), 20, 512);

  @TempDir Path folder;

  private static Importance about(String tensor, ChannelSquares squares) {
    SequencedMap<String, ChannelSquares> only = new LinkedHashMap<>();
    only.put(tensor, squares);
    return new Importance(STORIES, only);
  }

  private static float[] factors(float[] sums, float... counts) {
    return about("w", new ChannelSquares(sums, counts)).of("w");
  }

  @Test
  @DisplayName("a column weighs the sum of its channel's squares over the number of tokens")
  void means() {
    Importance importance = about("w", ChannelSquares.of(new double[] {1, 8, 0.5}, 4));

    assertArrayEquals(new float[] {0.25f, 2, 0.125f}, importance.of("w"));
  }

  @Test
  @DisplayName("nothing is known of a tensor that was not seen, or saw no token, or only silence")
  void unknown() {
    assertEquals(0, Importance.none().of("w").length);
    assertEquals(0, about("w", ChannelSquares.of(new double[] {1}, 1)).of("v").length);
    assertEquals(0, factors(new float[] {0, 0}, 0).length);
    assertEquals(0, factors(new float[] {0, 0}, 7).length);
  }

  @Test
  @DisplayName("a silent channel weighs a millionth of the mean over all, and never nothing")
  void silent() {
    assertArrayEquals(new float[] {2e-6f, 4}, factors(new float[] {0, 8}, 2));
    assertArrayEquals(
        new float[] {Float.MIN_NORMAL, Float.MIN_NORMAL}, factors(new float[] {0, 1e-40f}, 1));
  }

  @Test
  @DisplayName("experts share one mean over the tokens that any of them saw")
  void experts() {
    float[] unseen = {100, 100};
    float[] sums = {2, 4, 10, 2, unseen[0], unseen[1]};

    assertArrayEquals(new float[] {3, 1.5f}, factors(sums, 1, 3, 0));
  }

  @Test
  @DisplayName("the largest sums still have a finite mean")
  void large() {
    float[] largest = {Float.MAX_VALUE, Float.MAX_VALUE};

    assertArrayEquals(largest, factors(largest, 1));
    assertArrayEquals(new float[] {Float.MAX_VALUE}, factors(largest, 1, 1));
  }

  @Test
  @DisplayName("a sum past binary32 and sums without a count are refused")
  void refused() {
    assertThrows(
        IllegalArgumentException.class, () -> ChannelSquares.of(new double[] {1, 1e39}, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new ChannelSquares(new float[3], new float[2]));
    assertThrows(
        IllegalArgumentException.class, () -> new ChannelSquares(new float[3], new float[0]));
  }

  @Test
  @DisplayName("a file that is read again says the same, of experts too")
  void roundTrip() throws IOException {
    SequencedMap<String, ChannelSquares> squares = new LinkedHashMap<>();
    squares.put("blk.1.w", ChannelSquares.of(new double[] {0.1, 0, 1e30}, 3));
    squares.put(
        "blk.0.w", new ChannelSquares(new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 2, 0}));
    Importance written = new Importance(STORIES, squares);
    Path file = folder.resolve("stories.imatrix.gguf");
    written.write(file);
    Importance read = Importance.read(file);

    assertEquals(STORIES, read.calibration());
    assertEquals(List.of("blk.1.w", "blk.0.w"), List.copyOf(read.tensors()));
    assertAll(
        squares.keySet().stream()
            .map(name -> () -> assertArrayEquals(written.of(name), read.of(name), name)));
    Path again = folder.resolve("again.gguf");
    read.write(again);
    assertEquals(-1, Files.mismatch(file, again));
  }

  @Test
  @DisplayName("a statistic about nothing is not written")
  void empty() {
    Path file = folder.resolve("none.gguf");

    assertTrue(Importance.none().tensors().isEmpty());
    assertThrows(IllegalStateException.class, () -> Importance.none().write(file));
    assertFalse(Files.exists(file));
  }
}
