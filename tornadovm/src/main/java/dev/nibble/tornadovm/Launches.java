package dev.nibble.tornadovm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;

/** A task graph in the making, and how many workgroups each of its kernels is launched with. */
final class Launches {
  private record Launch(WorkerGrid grid, IntUnaryOperator groups) {}

  /** What a kernel's context takes on a device, in bytes: a pointer's room for each field. */
  static final long CONTEXT_BYTES = 320;

  private final TaskGraph graph;
  private final GridScheduler scheduler;
  private final List<Launch> launches = new ArrayList<>();
  private Optional<KernelContext> context = Optional.empty();

  Launches(String name, GridScheduler scheduler) {
    graph = new TaskGraph(name);
    this.scheduler = scheduler;
  }

  /** Where kernels are in their grids: one object for all of them, since it takes memory. */
  KernelContext context() {
    if (context.isEmpty()) {
      context = Optional.of(new KernelContext());
      // What is not transferred is never freed.
      keep(context.get());
    }
    return context.get();
  }

  TaskGraph graph() {
    return graph;
  }

  /** Objects go to the device once and stay there. */
  void keep(Object... objects) {
    graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, objects);
  }

  /** Objects go to the device before each execution. */
  void send(Object... objects) {
    graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, objects);
  }

  /** Arrays that are only on the device, or in whose place a {@link Binding} puts others. */
  void replace(Object... objects) {
    graph.transferToDevice(DataTransferMode.UNDER_DEMAND, objects);
  }

  /** Objects come back when they are asked for. */
  void offer(Object... objects) {
    graph.transferToHost(DataTransferMode.UNDER_DEMAND, objects);
  }

  /** Objects come back behind each execution. */
  void receive(Object... objects) {
    graph.transferToHost(DataTransferMode.EVERY_EXECUTION, objects);
  }

  /**
   * Says how large a kernel's grid is.
   *
   * @param task its name
   * @param groups workgroups for a number of tokens
   */
  void groups(String task, IntUnaryOperator groups) {
    WorkerGrid grid = new WorkerGrid1D(Sums.ITEMS);
    launches.add(new Launch(grid, groups));
    scheduler.addWorkerGrid(graph.getTaskGraphName() + "." + task, grid);
    prepare(1);
  }

  /** Whether no kernel has a grid. */
  boolean gridless() {
    return launches.isEmpty();
  }

  /** Turns to a number of tokens. */
  void prepare(int tokens) {
    for (Launch launch : launches) {
      launch.grid.setGlobalWork((long) launch.groups.applyAsInt(tokens) * Sums.ITEMS, 1, 1);
      launch.grid.setLocalWork(Sums.ITEMS, 1, 1);
    }
  }
}
