package dev.nibble.tests.benchmark;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The same random numbers in every run. */
final class RandomNumbers {
  private static final long SEED = 42;

  private RandomNumbers() {}

  static RandomGenerator generator() {
    return RandomGeneratorFactory.getDefault().create(SEED);
  }

  /** Numbers between -1 and 1. */
  static float[] activations(int count) {
    RandomGenerator random = generator();
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = random.nextFloat(-1, 1);
    }
    return x;
  }
}
