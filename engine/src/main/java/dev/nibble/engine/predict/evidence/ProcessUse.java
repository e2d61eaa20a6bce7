package dev.nibble.engine.predict.evidence;

import java.util.OptionalLong;

/**
 * What a process takes in which tokens went through a model, as the operating system, the JVM and
 * the pool of key/value blocks account for it. All in bytes. What Linux alone tells is empty on
 * other systems.
 *
 * @param mapped address space of the mapped file
 * @param residentWeights what of it is in memory
 * @param copiedWeights weights that the kernels have laid out anew, in memory of their own
 * @param heapBefore Java objects that were reachable before the model was loaded
 * @param heapLoaded the same once it was
 * @param heap the same once tokens went through it
 * @param heapCommitted what Java has taken for its objects, garbage and room for more included
 * @param offHeap arenas of the engine: what blocks of keys and values were taken from
 * @param code what the interpreter and the JIT compilers have written
 * @param resident the whole process
 */
public record ProcessUse(
    long mapped,
    OptionalLong residentWeights,
    long copiedWeights,
    long heapBefore,
    long heapLoaded,
    long heap,
    long heapCommitted,
    long offHeap,
    long code,
    OptionalLong resident) {

  /** Weights in memory, those of the file and copies. */
  public OptionalLong weights() {
    return residentWeights.isPresent()
        ? OptionalLong.of(residentWeights.getAsLong() + copiedWeights)
        : OptionalLong.empty();
  }

  /** Java objects of the model: its vocabulary, its tables, its norms. */
  public long model() {
    return Math.max(0, heapLoaded - heapBefore);
  }

  /** Java objects that came with the tokens: activations, and what kernels work in. */
  public long activations() {
    return Math.max(0, heap - heapLoaded);
  }
}
