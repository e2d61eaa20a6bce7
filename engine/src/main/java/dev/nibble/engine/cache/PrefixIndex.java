package dev.nibble.engine.cache;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;

/**
 * Full blocks by what they hold, so that equal prefixes are computed and stored once. A prefix is
 * known by a number that its last block was given when it was entered; a block that comes later is
 * found by that number and its own tokens. Compared with a chain of hashes no two prefixes can be
 * taken for each other.
 *
 * <p>Blocks that no sequence uses any more stay until their memory is needed, the least recently
 * used first. A prefix whose middle is gone cannot be found beyond it: its other blocks go unused.
 */
final class PrefixIndex {
  private record Entry(PrefixKey key, int block, long prefix) {}

  private final Map<PrefixKey, Entry> byKey = new HashMap<>();
  private final Map<Integer, Entry> byBlock = new HashMap<>();
  private final SequencedSet<Integer> unused = new LinkedHashSet<>();
  private long entered;

  /** The block with this content, or -1. */
  int find(PrefixKey key) {
    Entry entry = byKey.get(key);
    return entry == null ? -1 : entry.block;
  }

  /** Whether a block can be found. */
  boolean contains(int block) {
    return byBlock.containsKey(block);
  }

  /** The number of the prefix that a block ends, which can be found. */
  long prefix(int block) {
    return Objects.requireNonNull(byBlock.get(block)).prefix;
  }

  /**
   * Enters a block, unless another holds the same.
   *
   * @return the number of the prefix that it ends
   */
  long enter(PrefixKey key, int block) {
    Entry present = byKey.get(key);
    if (present != null) {
      return present.prefix;
    }
    Entry entry = new Entry(key, block, ++entered);
    byKey.put(key, entry);
    byBlock.put(block, entry);
    return entry.prefix;
  }

  /** Makes a block impossible to find, if it was not before. */
  void remove(int block) {
    Entry entry = byBlock.remove(block);
    if (entry != null) {
      byKey.remove(entry.key);
      unused.remove(block);
    }
  }

  /** No sequence uses a block any more. */
  void rest(int block) {
    unused.addLast(block);
  }

  /** A sequence uses a block again. */
  void wake(int block) {
    unused.remove(block);
  }

  /** How many blocks no sequence uses. */
  int unused() {
    return unused.size();
  }

  /** Removes the block that has been unused the longest, which there must be. */
  int evict() {
    int block = unused.getFirst();
    remove(block);
    return block;
  }
}
