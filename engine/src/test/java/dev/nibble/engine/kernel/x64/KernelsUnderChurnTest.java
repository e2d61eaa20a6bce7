package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.lang.foreign.Arena;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Products and attention in several threads, while others leave garbage behind. {@code -Psoak} runs
 * it for minutes with each collector.
 */
final class KernelsUnderChurnTest {
  private static final Duration TIME = Duration.ofSeconds(Long.getLong("nibble.soak.seconds", 2));
  private static final int MULTIPLYING = 3;
  private static final int LEAVING_GARBAGE = 2;

  /** How long kernels live. */
  private static final int PRODUCTS = 40;

  private static final int WORKERS = 2;
  private static final int MOST_ROWS = 100;
  private static final int MOST_TOKENS = 14;
  private static final int MOST_CHANNELS = 140;
  private static final int MOST_KEYS = 70;

  /** A multiple of the block of every type. */
  private static final int BLOCK = 256;

  private static final List<TensorType> TYPES =
      List.of(TensorType.values()).stream()
          .filter(type -> WeightForm.of(type).isPresent())
          .toList();

  private final long endNanos = System.nanoTime() + TIME.toNanos();

  private boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  @Test
  void theyAreThoseOfTheScalarModelToTheBitWhateverIsCollected(TestReporter reporter)
      throws InterruptedException, ExecutionException {
    AssembledCode code = CodeHere.require();
    long before = collections();
    List<Future<Long>> multiplying = new ArrayList<>();
    List<Future<Long>> leaving = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(MULTIPLYING + LEAVING_GARBAGE)) {
      for (int i = 0; i < MULTIPLYING; i++) {
        multiplying.add(threads.submit(multiply(code, i)));
      }
      for (int i = 0; i < LEAVING_GARBAGE; i++) {
        leaving.add(threads.submit(leaveGarbage(i)));
      }
    }
    long collected = collections() - before;
    reporter.publishEntry(
        "%s: %d products, %d collections, %d MB of garbage in %d s"
            .formatted(
                collectors(), sum(multiplying), collected, sum(leaving) >> 20, TIME.toSeconds()));
    assertTrue(collected > 0, "nothing was collected");
    assertTrue(sum(multiplying) >= (long) MULTIPLYING * PRODUCTS, "hardly a product");
  }

  /** Multiplies until time is over; gives how many products there were. */
  private Callable<Long> multiply(AssembledCode code, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return () -> {
      long products = 0;
      do {
        try (AssembledKernels kernels = new AssembledKernels(code, WORKERS, true, false)) {
          for (int i = 0; i < PRODUCTS; i++) {
            checkProduct(kernels, TYPES.get(i % TYPES.size()), random);
          }
        }
        checkAttention(code.attention().orElseThrow(), random);
        products += PRODUCTS;
      } while (!isOver());
      return products;
    };
  }

  private static void checkProduct(
      AssembledKernels kernels, TensorType type, SplittableRandom random) {
    int rows = random.nextInt(1, MOST_ROWS);
    int columns = BLOCK * random.nextInt(1, 4);
    int tokens = random.nextInt(1, MOST_TOKENS);
    Tensor tensor = TestTensors.random(type, rows, columns, random);
    float[] x = TestTensors.activations(tokens * columns, random);
    float[] expected = new float[tokens * rows];
    ReferenceProduct reference = ReferenceProduct.of(WeightForm.of(type).orElseThrow(), columns);
    for (int t = 0; t < tokens; t++) {
      reference.multiply(tensor.data(), rows, x, t * columns, expected, t * rows);
    }
    float[] y = new float[tokens * rows];
    kernels.matmul(kernels.matrix(tensor), x, tokens, y);
    assertArrayEquals(
        expected, y, () -> "%s, %d x %d, %d tokens".formatted(type, rows, columns, tokens));
  }

  private static void checkAttention(AttentionCode code, SplittableRandom random) {
    int headSize = random.nextInt(1, MOST_CHANNELS);
    int[] blocks = random.ints(3, 1, MOST_KEYS).toArray();
    try (Arena arena = Arena.ofConfined()) {
      assertTrue(
          new AttentionCheck(code, random, arena).agrees(headSize, blocks),
          () -> "%d channels, %s keys".formatted(headSize, Arrays.toString(blocks)));
    }
  }

  /** Allocates until time is over; gives how many bytes that were. */
  private Callable<Long> leaveGarbage(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return () -> {
      byte[][] kept = new byte[256][];
      long bytes = 0;
      while (!isOver()) {
        byte[] piece = new byte[random.nextInt(1 << random.nextInt(4, 18))];
        kept[random.nextInt(kept.length)] = piece;
        bytes += piece.length;
      }
      return bytes;
    };
  }

  private static long sum(List<Future<Long>> counts)
      throws InterruptedException, ExecutionException {
    long sum = 0;
    for (Future<Long> count : counts) {
      sum += count.get();
    }
    return sum;
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static String collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .collect(Collectors.joining(", "));
  }
}
