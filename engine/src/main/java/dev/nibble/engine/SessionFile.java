package dev.nibble.engine;

import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.weights.AtomicFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A sequence on disk, for {@link Session#save} and {@link Session#restore}. All numbers are little
 * endian, except that F32 rows are in the machine's order:
 *
 * <table>
 * <caption>Version 1</caption>
 * <tr><th>byte</th><th>type</th><th>what</th></tr>
 * <tr><td>0</td><td>8 bytes</td><td>{@code NibbleKV}</td></tr>
 * <tr><td>8</td><td>int32</td><td>the version, 1</td></tr>
 * <tr><td>12</td><td>int32</td><td>how keys and values are stored: 0 F32, 1 F16, 8 Q8_0, ggml's
 *     numbers</td></tr>
 * <tr><td>16</td><td>32 bytes</td><td>the model: {@link dev.nibble.weights.GgufFile#fingerprint()}
 *     </td></tr>
 * <tr><td>48</td><td>int32</td><td>layers</td></tr>
 * <tr><td>52</td><td>int32</td><td>key/value heads of a layer</td></tr>
 * <tr><td>56</td><td>int32</td><td>channels of a head</td></tr>
 * <tr><td>60</td><td>int32</td><td>positions that the sequence could have: keys for long contexts
 *     are turned otherwise</td></tr>
 * <tr><td>64</td><td>int32</td><td>positions that it has, n</td></tr>
 * <tr><td>68</td><td>int32</td><td>CRC-32C of bytes 0 to 67</td></tr>
 * <tr><td>72</td><td>n int32</td><td>token ids</td></tr>
 * <tr><td></td><td>rows</td><td>for each layer the keys of n positions, then their values, as the
 *     cache holds them</td></tr>
 * <tr><td></td><td>int32</td><td>CRC-32C of all bytes before</td></tr>
 * </table>
 *
 * <p>The header has a checksum of its own, so that a damaged file is not taken for one of another
 * model. Nothing is allocated before the counts are held against this engine and the file's size,
 * and no more than a chunk and the token ids are on the heap. Written or read once.
 */
final class SessionFile {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Path path;
  private final Engine engine;
  private final KvShape shape;
  private final CRC32C checksum = new CRC32C();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  SessionFile(Path path, Engine engine) {
    this.path = path;
    this.engine = engine;
    shape = engine.kvShape();
  }

  /**
   * Makes or replaces the file.
   *
   * @param table the sequence
   */
  void write(BlockTable table) throws IOException {
    AtomicFile.check(path, engine.file().path());
    AtomicFile.write(path, out -> write(table, out));
  }

  private void write(BlockTable table, OutputStream unbuffered) throws IOException {
    OutputStream out =
        new CheckedOutputStream(new BufferedOutputStream(unbuffered, CHUNK_BYTES), checksum);
    out.write(header(table, table.length()).encode());
    for (int id : table.ids()) {
      out.write(chunk.putInt(0, id).array(), 0, Integer.BYTES);
    }
    eachRun(table, table.length(), run -> write(run, out));
    int sum = (int) checksum.getValue();
    out.write(chunk.putInt(0, sum).array(), 0, Integer.BYTES);
    out.flush();
  }

  private void write(MemorySegment run, OutputStream out) throws IOException {
    for (long at = 0; at < run.byteSize(); at += CHUNK_BYTES) {
      int count = (int) Math.min(CHUNK_BYTES, run.byteSize() - at);
      MemorySegment.copy(run, ValueLayout.JAVA_BYTE, at, chunk.array(), 0, count);
      out.write(chunk.array(), 0, count);
    }
  }

  /**
   * Reads the file.
   *
   * @param table an empty sequence that receives it; to be closed where this fails
   * @throws SessionFileException if the file is damaged or does not fit
   * @throws KvMemoryException if there is no memory for it
   */
  void read(BlockTable table) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new SessionFileException(path, "is a folder or a device, expected a session");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      InputStream buffered = new BufferedInputStream(Channels.newInputStream(channel), CHUNK_BYTES);
      InputStream in = new CheckedInputStream(buffered, checksum);
      SessionHeader header = SessionHeader.decode(path, in.readNBytes(SessionHeader.BYTES));
      check(header, table);
      checkSize(channel.size(), header.tokens());
      read(header.tokens(), table, in);
    }
  }

  private SessionHeader header(BlockTable table, int tokens) {
    String model = engine.file().fingerprint();
    return SessionHeader.of(model, shape, table.capacity(), tokens);
  }

  private void check(SessionHeader found, BlockTable table) throws SessionFileException {
    SessionHeader expected = header(table, 0);
    if (!found.model().equals(expected.model())) {
      throw new SessionFileException(
          path,
          "is of another model: its fingerprint is %s, expected %s, that of %s"
              .formatted(brief(found), brief(expected), engine.file().path()),
          "name its model");
    }
    if (found.type() != expected.type()) {
      throw new SessionFileException(
          path,
          "has keys and values as %s, expected %s".formatted(found.typeText(), shape.type()),
          "give --kv-type " + found.typeText());
    }
    if (!found.shapeText().equals(expected.shapeText())) {
      throw new SessionFileException(
          path,
          "has keys and values of %s, expected %s"
              .formatted(found.shapeText(), expected.shapeText()));
    }
    if (found.capacity() < 1 || found.tokens() < 0 || found.tokens() > found.capacity()) {
      throw new SessionFileException(
          path,
          "is damaged: it has %d tokens in a context of %d, expected 0 to as many as the context"
              .formatted(found.tokens(), found.capacity()));
    }
    if (found.tokens() > table.capacity()) {
      throw new SessionFileException(
          path,
          "has %d tokens, expected at most the %d positions of the context"
              .formatted(found.tokens(), table.capacity()),
          "give -c %d".formatted(found.capacity()));
    }
    if (!engine.turnsAlike(found.capacity(), table.capacity())) {
      throw new SessionFileException(
          path,
          "is of a context of %d positions, and the model turns keys otherwise in one of %d"
              .formatted(found.capacity(), table.capacity()),
          "give -c %d".formatted(found.capacity()));
    }
  }

  private static String brief(SessionHeader header) {
    return header.model().substring(0, 16);
  }

  private void checkSize(long found, int tokens) throws SessionFileException {
    long expected =
        SessionHeader.BYTES + tokens * (Integer.BYTES + shape.positionBytes()) + Integer.BYTES;
    if (found != expected) {
      throw new SessionFileException(
          path,
          "is damaged: it has %,d bytes, expected %,d for %d tokens"
              .formatted(found, expected, tokens));
    }
  }

  private void read(int tokens, BlockTable table, InputStream in) throws IOException {
    engine.reserve(table, tokens);
    int[] ids = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      ids[i] = readInt(in);
    }
    eachRun(table, tokens, run -> read(run, in));
    int expected = (int) checksum.getValue();
    int found = readInt(in);
    if (found != expected) {
      throw new SessionFileException(
          path, "is damaged: its checksum is %08x, expected %08x".formatted(found, expected));
    }
    checkVocabulary(ids);
    table.commit(ids, 0, tokens);
  }

  private void checkVocabulary(int[] ids) throws SessionFileException {
    int size = engine.config().vocabularySize();
    for (int id : ids) {
      if (id < 0 || id >= size) {
        throw new SessionFileException(
            path,
            "is damaged: it has the token %d, expected 0 to %d, the model's vocabulary"
                .formatted(id, size - 1));
      }
    }
  }

  private void read(MemorySegment run, InputStream in) throws IOException {
    for (long at = 0; at < run.byteSize(); at += CHUNK_BYTES) {
      int count = (int) Math.min(CHUNK_BYTES, run.byteSize() - at);
      fill(count, in);
      MemorySegment.copy(chunk.array(), 0, run, ValueLayout.JAVA_BYTE, at, count);
    }
  }

  private int readInt(InputStream in) throws IOException {
    fill(Integer.BYTES, in);
    return chunk.getInt(0);
  }

  /** The size was checked, but somebody may cut the file while it is read. */
  private void fill(int count, InputStream in) throws IOException {
    int read = in.readNBytes(chunk.array(), 0, count);
    if (read < count) {
      throw new SessionFileException(path, "is damaged: it became shorter while it was read");
    }
  }

  @FunctionalInterface
  private interface RunAction {
    void accept(MemorySegment run) throws IOException;
  }

  /** Passes over the first positions' memory in the order of the file. */
  private void eachRun(BlockTable table, int positions, RunAction action) throws IOException {
    for (int part = 0; part < 2 * shape.layers(); part++) {
      int layer = part / 2;
      int end;
      for (int p = 0; p < positions; p = end) {
        end = Math.min(p + table.run(p), positions);
        long at = part % 2 == 0 ? table.keysAt(layer, p) : table.valuesAt(layer, p);
        action.accept(table.memory(p).asSlice(at, (end - p) * shape.rowBytes()));
      }
    }
  }
}
