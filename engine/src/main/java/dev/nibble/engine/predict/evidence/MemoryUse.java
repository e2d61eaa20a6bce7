package dev.nibble.engine.predict.evidence;

/**
 * What a loaded model and its sequences take, as the operating system, the JVM and the pool of
 * key/value blocks account for it. All in bytes.
 *
 * @param mapped address space of the mapped file
 * @param residentWeights what of it is in memory after tokens went through the model
 * @param heap Java objects that are reachable
 * @param heapBefore the same before the model was loaded
 * @param offHeap memory of arenas: blocks of keys and values among it
 * @param code what the JIT compiler has written
 * @param resident the whole process
 * @param sequences B, sequences that are held
 * @param positions S, tokens that each of them has
 * @param blockPositions positions of a block
 * @param kvElementBytes b_a, bytes of a key or value
 * @param kvBlocks blocks in use
 * @param kv what these take
 */
public record MemoryUse(
    long mapped,
    long residentWeights,
    long heap,
    long heapBefore,
    long offHeap,
    long code,
    long resident,
    int sequences,
    int positions,
    int blockPositions,
    double kvElementBytes,
    int kvBlocks,
    long kv) {}
