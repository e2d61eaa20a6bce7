package dev.nibble.engine.evaluate;

import dev.nibble.engine.measure.Arithmetic;

/**
 * What a machine can do at best.
 *
 * @param loops the loop that showed it: {@code vector-512}, or {@code scalar} where Java has no
 *     vectors; {@code assembled-512} of bytes
 * @param arithmetic what it multiplied
 * @param threads how many threads ran it
 * @param multiplyAddsPerSecond multiply-adds of these a second, of all threads
 * @param bytesPerSecond bytes read a second from memory that no cache holds, by all threads
 */
public record Ceiling(
    String loops,
    Arithmetic arithmetic,
    int threads,
    double multiplyAddsPerSecond,
    double bytesPerSecond) {}
