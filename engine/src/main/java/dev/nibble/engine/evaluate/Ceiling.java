package dev.nibble.engine.evaluate;

/**
 * What a machine can do at best.
 *
 * @param loops the loops that showed it: {@code vector-512}, or {@code scalar} where Java has no
 *     vectors
 * @param threads how many threads ran them
 * @param multiplyAddsPerSecond float32 multiply-adds a second, of all threads
 * @param bytesPerSecond bytes read a second from memory that no cache holds, by all threads
 */
public record Ceiling(
    String loops, int threads, double multiplyAddsPerSecond, double bytesPerSecond) {}
