package dev.nibble.tests.architecture;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of random floats. Each element depends on the stream's name and its index alone, so that
 * a file has the same bytes on every machine and with every JDK.
 *
 * @param stream names the sequence of random numbers
 * @param first the element of the stream that the tensor starts with
 * @param low the lower bound of the elements
 * @param high the upper bound of the elements
 * @param required whether a model without this tensor is broken
 * @param shape the row length first
 */
record RandomTensor(
    String stream, long first, double low, double high, boolean required, List<Long> shape) {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  RandomTensor {
    shape = List.copyOf(shape);
  }

  private long elements() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  /** The same, but not needed. */
  RandomTensor optional() {
    return new RandomTensor(stream, first, low, high, false, shape);
  }

  /** A part along the last dimension, as a tensor of its own. */
  RandomTensor part(int index) {
    List<Long> partShape = shape.subList(0, shape.size() - 1);
    long partElements = elements() / shape.getLast();
    return new RandomTensor(stream, first + index * partElements, low, high, required, partShape);
  }

  /** The same, with the last dimension one longer. */
  RandomTensor withOneMore() {
    List<Long> longer = new ArrayList<>(shape);
    longer.add(longer.removeLast() + 1);
    return new RandomTensor(stream, first, low, high, required, longer);
  }

  /** The elements as a file has them. */
  MemorySegment bytes() {
    int count = Math.toIntExact(elements());
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(LITTLE_ENDIAN);
    long seed = seed();
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) (low + (high - low) * unit(seed, first + i)));
    }
    return MemorySegment.ofArray(bytes.array());
  }

  /** FNV-1a of the stream's name. */
  private long seed() {
    long hash = FNV_BASIS;
    for (byte b : stream.getBytes(UTF_8)) {
      hash = (hash ^ b) * FNV_PRIME;
    }
    return hash;
  }

  /** SplitMix64 (Steele, Lea and Flood, 2014), whose n-th number needs none before it. */
  private static double unit(long seed, long n) {
    long z = seed + (n + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
