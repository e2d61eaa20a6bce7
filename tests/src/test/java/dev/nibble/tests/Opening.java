package dev.nibble.tests;

import com.sun.management.ThreadMXBean;
import dev.nibble.engine.Model;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of opening a model, and what it cost. An unchecked exception or an error is no outcome:
 * it goes to the test.
 *
 * @param failure why the file was refused; empty where it was opened (and closed again)
 * @param time how long that took
 * @param allocatedBytes what it allocated on the heap
 */
record Opening(Optional<IOException> failure, Duration time, long allocatedBytes) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Opening of(Path path) {
    long start = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<IOException> failure = failure(path);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    return new Opening(failure, Duration.ofNanos(System.nanoTime() - start), allocated);
  }

  private static Optional<IOException> failure(Path path) {
    try (Model _ = Model.open(path)) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }
}
