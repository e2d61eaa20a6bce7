package dev.nibble.tests.benchmark;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.kernel.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a block does beside products and attention, in the widths of Llama 3.2 1B. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ElementwiseBenchmark {
  private static final int HEADS = 32;
  private static final int HEAD_SIZE = 64;
  private static final int WIDTH = HEADS * HEAD_SIZE;
  private static final int HIDDEN = 8192;

  /** Tokens of a call. */
  @Param({"1", "512"})
  public int tokens;

  private Kernels kernels;
  private float[] residual;
  private float[] normed;
  private float[] weight;
  private float[] gate;
  private float[] up;
  private Rotation neighbours;
  private Rotation halves;

  /** Makes activations. */
  @Setup
  public void prepare(RunningKernels running) {
    kernels = running.kernels();
    residual = RandomNumbers.activations(tokens * WIDTH);
    normed = new float[residual.length];
    weight = RandomNumbers.activations(WIDTH);
    gate = RandomNumbers.activations(tokens * HIDDEN);
    up = new float[gate.length];
    for (int i = 0; i < up.length; i++) {
      // Undoes what the gate does: calls follow each other, and numbers must not fade away.
      up[i] = 1 + (float) Math.exp(-gate[i]);
    }
    neighbours = rotation(Pairing.NEIGHBOURS);
    halves = rotation(Pairing.HALVES);
  }

  private Rotation rotation(Pairing pairing) {
    int pairs = HEAD_SIZE / 2;
    float[] cos = new float[tokens * pairs];
    float[] sin = new float[tokens * pairs];
    for (int i = 0; i < cos.length; i++) {
      cos[i] = (float) Math.cos(i);
      sin[i] = (float) Math.sin(i);
    }
    return new Rotation(pairing, cos, sin, pairs);
  }

  /** Root-mean-square normalization. */
  @Benchmark
  public float[] rmsNorm(Elements elements) {
    kernels.rmsNorm(residual, tokens, weight, 1e-5f, normed);
    elements.add(normed.length);
    return normed;
  }

  /** Rotary embedding of neighbouring channels. */
  @Benchmark
  public float[] ropeNeighbours(Elements elements) {
    return rope(neighbours, elements);
  }

  /** Rotary embedding of the two halves of a head. */
  @Benchmark
  public float[] ropeHalves(Elements elements) {
    return rope(halves, elements);
  }

  private float[] rope(Rotation rotation, Elements elements) {
    kernels.rope(residual, tokens, HEADS, HEAD_SIZE, rotation);
    elements.add(residual.length);
    return residual;
  }

  /** The gate of the feed-forward block. */
  @Benchmark
  public float[] siluGate(Elements elements) {
    kernels.gate(Activation.SILU, gate, up, gate.length);
    elements.add(gate.length);
    return gate;
  }

  /** The residual sum. */
  @Benchmark
  public float[] add(Elements elements) {
    kernels.add(residual, normed, residual.length);
    elements.add(residual.length);
    return residual;
  }
}
