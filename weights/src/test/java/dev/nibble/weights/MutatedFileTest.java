package dev.nibble.weights;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A sound file, mutated at random, the same way in each run. {@code -Dnibble.mutations=10000000}
 * makes it a soak test.
 */
final class MutatedFileTest {
  private static final int MUTATIONS = Integer.getInteger("nibble.mutations", 20_000);
  private static final long SEED = 20_260_101;

  /** Numbers at which lengths, counts and offsets break. */
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    13,
    31,
    33,
    64,
    255,
    256,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 60,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -32,
    -64
  };

  private final byte[] sound = GgufBytes.sample().toArray();

  @Test
  @DisplayName("a mutated file is, in no time, either readable throughout or refused")
  void mutations() {
    Duration millisecondEach = Duration.ofMillis(10_000L + MUTATIONS);

    int accepted = assertTimeoutPreemptively(millisecondEach, this::acceptedMutants);

    long percent = 100L * accepted / MUTATIONS;
    assertTrue(
        percent >= 10 && percent <= 90, "both outcomes are common: " + percent + "% accepted");
  }

  private int acceptedMutants() {
    RandomGenerator random = new SplittableRandom(SEED);
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(random);
      Optional<GgufHeader> header =
          assertDoesNotThrow(() -> read(mutant), () -> HexFormat.of().formatHex(mutant));
      header.ifPresent(
          h -> assertDoesNotThrow(() -> readThrough(h), () -> HexFormat.of().formatHex(mutant)));
      accepted += header.isPresent() ? 1 : 0;
    }
    return accepted;
  }

  private byte[] mutate(RandomGenerator random) {
    byte[] bytes = sound.clone();
    for (int n = random.nextInt(1, 5); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> bytes[at] = (byte) random.nextInt();
        case 3 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 4, 5 -> overwrite(bytes, at, EDGES[random.nextInt(EDGES.length)], Long.BYTES);
        case 6 -> overwrite(bytes, at, EDGES[random.nextInt(EDGES.length)], Integer.BYTES);
        default -> bytes = move(bytes, at, random.nextInt(bytes.length));
      }
    }
    return bytes;
  }

  private static void overwrite(byte[] bytes, int at, long value, int width) {
    byte[] edge = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    System.arraycopy(edge, 0, bytes, at, Math.min(width, bytes.length - at));
  }

  /** Drops or repeats the bytes between two places. */
  private static byte[] move(byte[] bytes, int from, int to) {
    byte[] out = Arrays.copyOf(bytes, bytes.length - from + to);
    System.arraycopy(bytes, from, out, to, bytes.length - from);
    return out;
  }

  private static Optional<GgufHeader> read(byte[] file) {
    try {
      return Optional.of(GgufReader.read(MemorySegment.ofArray(file)));
    } catch (GgufFormatException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= file.length, e::getMessage);
      return Optional.empty();
    }
  }

  private static void readThrough(GgufHeader header) {
    for (MetadataValue value : header.metadata().asMap().values()) {
      assertTrue(value.type() == MetadataType.STRING || !value.toString().isEmpty());
      if (value instanceof ArrayValue(MetadataArray elements)) {
        for (long i = 0; i < elements.size(); i++) {
          elements.text(i);
        }
      }
    }
    for (Tensor tensor : header.tensors().values()) {
      assertEquals(
          tensor.type().rowBytes(tensor.columns()) * tensor.rows(), tensor.data().byteSize());
      BlockFormat.of(tensor.type()).ifPresent(format -> format.dequantize(tensor));
      tensor.data().toArray(Layouts.INT8);
    }
  }
}
