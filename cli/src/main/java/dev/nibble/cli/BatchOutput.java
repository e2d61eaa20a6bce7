package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of results, behind those of earlier runs. It belongs to one run at a time. However that
 * ends, the file holds whole lines, and at most a part of one behind them.
 */
final class BatchOutput implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final FinishedPrompts finished;

  /** Ctrl-C waits for the line that is being written, and lets no other begin. */
  private final Thread atExit = new Thread(this::end);

  private boolean ended;

  private BatchOutput(Path path, FileChannel channel, FinishedPrompts finished) {
    this.path = path;
    this.channel = channel;
    this.finished = finished;
  }

  /**
   * Opens or creates the file and cuts off a line that is not whole.
   *
   * @param path the file
   * @param input the prompts
   * @throws IOException if it cannot be written, another run writes to it or a line is no result of
   *     one of the prompts; it is as it was then
   */
  static BatchOutput open(Path path, BatchInput input) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(path + " is no regular file, expected one that a later run can go on");
    }
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(path, channel);
      BatchOutput output = new BatchOutput(path, channel, finished(path, channel, input));
      Runtime.getRuntime().addShutdownHook(output.atExit);
      channel.truncate(output.finished.wholeBytes());
      channel.position(output.finished.wholeBytes());
      return output;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(
          "another run writes to %s: wait for its end, or name another output".formatted(path));
    }
  }

  private static FinishedPrompts finished(Path path, FileChannel channel, BatchInput input)
      throws IOException {
    return FinishedPrompts.read(
        path, new BufferedInputStream(Channels.newInputStream(channel)), input);
  }

  /** What earlier runs have left. */
  FinishedPrompts finished() {
    return finished;
  }

  /** Adds a line with a single write; where that fails, nothing of it remains. */
  synchronized void write(String line) throws IOException {
    if (ended) {
      throw new IOException("the run was ended: the same command goes on with it");
    }
    long before = channel.position();
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      channel.truncate(before);
      throw new IOException("%s cannot be written: %s".formatted(path, Errors.message(e)), e);
    }
  }

  private synchronized void end() {
    ended = true;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The process is ending already.
    }
    channel.close();
  }
}
