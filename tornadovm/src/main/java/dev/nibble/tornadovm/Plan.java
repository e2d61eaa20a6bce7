package dev.nibble.tornadovm;

import java.lang.System.Logger.Level;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/** Graphs that are ready for a device. */
final class Plan implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.nibble.device");

  private final Launches[] graphs;
  private final ImmutableTaskGraph[] snapshots;
  private final TornadoExecutionPlan plan;
  private boolean exhausted;

  /**
   * Prepares graphs; nothing is on the device before one is executed.
   *
   * @param device where they run
   * @param scheduler has the grids of all kernels
   * @param graphs the graphs
   */
  Plan(TornadoDevice device, GridScheduler scheduler, Launches... graphs) {
    this.graphs = graphs;
    snapshots = new ImmutableTaskGraph[graphs.length];
    for (int i = 0; i < graphs.length; i++) {
      snapshots[i] = graphs[i].snapshot();
    }
    plan = new TornadoExecutionPlan(snapshots);
    plan.withDevice(device);
    if (!Stream.of(graphs).allMatch(Launches::gridless)) {
      plan.withGridScheduler(scheduler);
    }
  }

  /**
   * A graph, to put its arrays in the place of another one's.
   *
   * @param graph its number
   */
  ImmutableTaskGraph graph(int graph) {
    return snapshots[graph];
  }

  /**
   * Executes a graph and waits for what it brings back.
   *
   * @param graph its number
   * @param tokens how many tokens
   * @return brings what the graph offers
   */
  TornadoExecutionResult execute(int graph, int tokens) {
    graphs[graph].prepare(tokens);
    try {
      return plan.withGraph(graph).execute();
    } catch (TornadoOutOfMemoryException e) {
      exhausted = true;
      throw e;
    }
  }

  /**
   * Executes a graph for the first time, for one token; where that fails nothing is kept.
   *
   * @param graph its number
   */
  void executeFirst(int graph) {
    try {
      execute(graph, 1);
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /**
   * Frees what is on the device. What cannot be freed is said, and left. Where there was no memory
   * that is what never was there, as {@link Launches#bring} sees to.
   */
  @Override
  public void close() {
    try {
      plan.withAllGraphs();
      plan.close();
    } catch (Throwable e) {
      // TornadoVM throws errors of its own here.
      if (!exhausted) {
        LOG.log(Level.WARNING, "gpu: device memory was not freed: {0}", new TornadoFailure(e));
      }
    }
  }
}
