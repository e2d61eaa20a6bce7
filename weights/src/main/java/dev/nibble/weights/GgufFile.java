package dev.nibble.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * An open GGUF file, version 2 or 3: one read-only mapping of the whole file, and its checked
 * header.
 *
 * <p>Everything that it hands out is a view of the mapping: after {@link #close()} any access to
 * tensor data or metadata arrays throws {@link IllegalStateException}. The views may be read from
 * any thread.
 */
public final class GgufFile implements AutoCloseable {
  /** Pages that are asked for: a millisecond for all, and a share that is 6 % off at most. */
  private static final int SAMPLED_PAGES = 256;

  private final Path path;
  private final Arena arena;
  private final MemorySegment mapping;
  private final GgufHeader header;

  private GgufFile(Path path, Arena arena, MemorySegment mapping, GgufHeader header) {
    this.path = path;
    this.arena = arena;
    this.mapping = mapping;
    this.header = header;
  }

  /**
   * Maps a file and checks its whole header: counts, lengths, types, alignment, and that every
   * tensor lies inside the file and overlaps no other.
   *
   * <p>Nothing larger than the file is allocated, whatever the file says.
   *
   * @param path the file
   * @return the open file
   * @throws GgufFormatException if the file is damaged or no GGUF file
   * @throws IOException if the file cannot be read
   */
  public static GgufFile open(Path path) throws IOException {
    return open(path, GgufReader::read);
  }

  @SuppressWarnings("MustBeClosedChecker") // the file that is returned closes the arena
  private static GgufFile open(Path path, Reading reading) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new GgufFile(path, arena, file, reading.of(plain(file, arena)));
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /**
   * The same memory without the methods of a mapping. Code that reads tensors of a file and tensors
   * in memory then meets one class, and stays twice as fast as with two: compiled code inlines the
   * one that it has met. Not where native access is denied to this module, or warned of.
   */
  @SuppressWarnings("restricted") // of the same bytes, for the same time
  private static MemorySegment plain(MemorySegment mapping, Arena arena) {
    return GgufFile.class.getModule().isNativeAccessEnabled()
        ? mapping.reinterpret(arena, null)
        : mapping;
  }

  /**
   * Maps the beginning of a file, so that nobody has to have all of it to know what it holds: the
   * header must be whole and is checked, but tensors have no data, and where they end nothing need
   * be.
   *
   * @param path the file, or as much of it as the header takes
   * @return the open file
   * @throws GgufFormatException if the header is damaged or not whole, or it is no GGUF file
   * @throws IOException if the file cannot be read
   */
  public static GgufFile openBeginning(Path path) throws IOException {
    return open(path, GgufReader::readBeginning);
  }

  /** Reads a header. */
  @FunctionalInterface
  private interface Reading {
    GgufHeader of(MemorySegment file) throws GgufFormatException;
  }

  /** The file that is mapped. */
  public Path path() {
    return path;
  }

  /**
   * The size of the whole file in bytes; where only its beginning is open, what it has at least.
   */
  public long bytes() {
    return Math.max(mapping.byteSize(), header.fileBytes());
  }

  /**
   * How much of the file is in memory, as far as a sample of its pages shows. The system says so of
   * files that this user may write; of others it says that all of them are.
   *
   * @return 0 where all is still to be read from the disk, 1 where nothing is
   */
  public double residentShare() {
    return residentShare(mapping.byteSize(), offset -> offset);
  }

  /**
   * The same of some tensors.
   *
   * @param tensors of this file, one or more
   */
  public double residentShare(Collection<Tensor> tensors) {
    NavigableMap<Long, Tensor> places = new TreeMap<>();
    long bytes = 0;
    for (Tensor tensor : tensors) {
      places.put(bytes, tensor);
      bytes += tensor.bytes();
    }
    return residentShare(
        bytes,
        offset -> {
          Map.Entry<Long, Tensor> place = places.floorEntry(offset);
          MemorySegment data = place.getValue().data();
          return data.address() - mapping.address() + offset - place.getKey();
        });
  }

  /** Asks for pages here and there among some bytes, whose offsets in the file are known. */
  private double residentShare(long bytes, LongUnaryOperator offsets) {
    int resident = 0;
    for (int i = 0; i < SAMPLED_PAGES; i++) {
      long offset = offsets.applyAsLong((long) ((i + 0.5) / SAMPLED_PAGES * bytes));
      if (mapping.asSlice(offset, 1).isLoaded()) {
        resident++;
      }
    }
    return (double) resident / SAMPLED_PAGES;
  }

  /**
   * What tells this model from others: a digest of the whole header, the file's size and samples of
   * every tensor, see {@link Fingerprint}. The file's name and place do not count.
   *
   * @return 64 hexadecimal digits
   */
  public String fingerprint() {
    return Fingerprint.of(mapping, header);
  }

  /** The format version, 2 or 3. */
  public int version() {
    return header.version();
  }

  /** The multiple of bytes at which the data of each tensor starts. */
  public int alignment() {
    return header.alignment();
  }

  /** The key-value section. */
  public Metadata metadata() {
    return header.metadata();
  }

  /** The tensors by name, in the file's order; unmodifiable. */
  public SequencedMap<String, Tensor> tensors() {
    return header.tensors();
  }

  /**
   * The tensor of a name.
   *
   * @param name such as {@code token_embd.weight}
   * @return the tensor, or empty where the file has none of that name
   */
  public Optional<Tensor> tensor(String name) {
    return Optional.ofNullable(header.tensors().get(name));
  }

  /**
   * A tensor of a given shape that must be there.
   *
   * @param name such as {@code token_embd.weight}
   * @param shape the expected dimensions, the row length first; dimensions of 1 at the end do not
   *     count, as in ggml
   * @return the tensor
   * @throws GgufFormatException if the tensor is missing or has another shape
   */
  public Tensor require(String name, List<Long> shape) throws GgufFormatException {
    Tensor found = header.tensors().get(name);
    if (found == null) {
      throw new GgufFormatException(
          header.tensorTableOffset(), "tensor " + name + " is missing, expected " + shape);
    }
    if (!significant(found.shape()).equals(significant(shape))) {
      throw found.malformed("has shape " + found.shape() + ", expected " + shape);
    }
    return found;
  }

  private static List<Long> significant(List<Long> shape) {
    int count = shape.size();
    while (count > 1 && shape.get(count - 1) == 1) {
      count--;
    }
    return shape.subList(0, count);
  }

  /** Unmaps the file; everything that it handed out becomes invalid. A second call does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
