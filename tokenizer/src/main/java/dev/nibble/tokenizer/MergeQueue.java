package dev.nibble.tokenizer;

import java.util.Arrays;

/** A priority queue of longs, smallest first, without an object for each: a binary heap. */
final class MergeQueue {
  private long[] heap;
  private int size;

  MergeQueue(int capacity) {
    this.heap = new long[Math.max(capacity, 1)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void push(long value) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (heap[parent] <= value) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = value;
  }

  /** Removes and returns the smallest value; the queue must not be empty. */
  long pop() {
    long smallest = heap[0];
    long last = heap[--size];
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (last <= heap[child]) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return smallest;
  }
}
