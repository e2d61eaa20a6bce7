package dev.nibble.weights.quantize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Threads that work on bands of rows side by side. */
final class RowBands implements AutoCloseable {
  private final ExecutorService threads;

  RowBands(int count) {
    threads = Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().factory());
  }

  /** Work on neighbouring rows. */
  @FunctionalInterface
  interface Work<T> {
    T run(long fromRow, long toRow) throws IOException;
  }

  /**
   * Does all rows.
   *
   * @param rows how many
   * @param bandRows rows of a band
   * @param work done for each band, on any thread
   * @param result takes what came of each band, in their order, on the calling thread
   * @throws IOException what the work of the first band that failed threw
   */
  <T> void run(long rows, long bandRows, Work<T> work, Consumer<T> result) throws IOException {
    List<Future<T>> bands = new ArrayList<>();
    for (long from = 0; from < rows; from += bandRows) {
      long first = from;
      long end = Math.min(rows, from + bandRows);
      bands.add(threads.submit(() -> work.run(first, end)));
    }
    try {
      for (Future<T> band : bands) {
        result.accept(band.get());
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while quantizing", e);
    } finally {
      bands.forEach(band -> band.cancel(true));
    }
  }

  /** Waits for the bands that run: they read and write memory that is freed next. */
  @Override
  public void close() {
    threads.close();
  }
}
