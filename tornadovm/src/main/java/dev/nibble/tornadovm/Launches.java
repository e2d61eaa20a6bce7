package dev.nibble.tornadovm;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
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

  /** How objects go to the device that no kernel has taken so far. */
  private final IdentityHashMap<Object, Integer> modes = new IdentityHashMap<>();

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

  /** The graph that has been made. Every object has been {@linkplain #bring brought}. */
  ImmutableTaskGraph snapshot() {
    if (!modes.isEmpty()) {
      throw new IllegalStateException(modes.size() + " objects that no kernel takes");
    }
    return graph.snapshot();
  }

  /** Objects go to the device once and stay there. */
  void keep(Object... objects) {
    List.of(objects).forEach(object -> modes.put(object, DataTransferMode.FIRST_EXECUTION));
  }

  /** Objects go to the device before each execution. */
  void send(Object... objects) {
    List.of(objects).forEach(object -> modes.put(object, DataTransferMode.EVERY_EXECUTION));
  }

  /**
   * What the kernel that is added next takes, in this order. TornadoVM takes memory as kernels want
   * it, and gives it back in the order in which objects are declared, up to the one that there was
   * no memory for: where the orders differ, that behind it would be lost.
   */
  void bring(Object... arguments) {
    for (Object argument : arguments) {
      Integer mode = modes.remove(argument);
      if (mode != null) {
        graph.transferToDevice(mode, argument);
      }
    }
  }

  /** Arrays that are only on the device, or in whose place a {@link Binding} puts others. */
  void replace(Object... objects) {
    List.of(objects).forEach(object -> modes.put(object, DataTransferMode.UNDER_DEMAND));
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
