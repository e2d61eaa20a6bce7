package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.ModelConfig;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Working memory on a device, and how it is filled before a run of layers and read behind it. */
final class Entry implements AutoCloseable {
  private static final int ENTER = 0;
  private static final int STORE = 1;

  private final WorkArrays work;
  private final StoredRows stored;
  private final int slots;
  private final Plan plan;

  /**
   * Allocates it; where that fails nothing is kept.
   *
   * @param model the model
   * @param slots the most slots of a pass
   * @param device where it is
   */
  Entry(ModelConfig model, int slots, TornadoDevice device) {
    this.slots = slots;
    work = WorkArrays.of(model, slots);
    stored = new StoredRows(model.kvWidth());
    GridScheduler scheduler = new GridScheduler();
    Launches store = new Launches("store", scheduler);
    stored.addTo(store);
    plan = new Plan(device, scheduler, enter(scheduler), store);
    plan.executeFirst(ENTER);
    forgetLayer();
    FoundDevices.find().lose(Arrays32.bytes(1));
  }

  private Launches enter(GridScheduler scheduler) {
    Launches launches = new Launches("enter", scheduler);
    launches.send(work.pass(), work.angles(), work.residual());
    launches.replace(work.query(), work.attended(), work.hidden());
    launches.bring(work.all().toArray());
    launches
        .graph()
        .task(
            "touch",
            Entry::touch,
            work.pass(),
            work.angles(),
            work.residual(),
            work.query(),
            work.attended(),
            work.hidden(),
            work.rows());
    launches.offer(work.residual(), work.rows());
    return launches;
  }

  /** Reads what is to be brought, and writes what is to be there. */
  static void touch(
      IntArray pass,
      FloatArray angles,
      FloatArray residual,
      FloatArray query,
      FloatArray attended,
      FloatArray hidden,
      FloatArray rows) {
    query.set(0, 0);
    attended.set(0, 0);
    hidden.set(0, 0);
    rows.set(0, pass.get(0) + angles.get(0) + residual.get(0));
  }

  /** What a device holds for a model beside its layers, in bytes. */
  static long bytes(ModelConfig model) {
    return WorkArrays.bytes(model) + StoredRows.bytes(model.kvWidth());
  }

  WorkArrays work() {
    return work;
  }

  /** The most slots of a pass. */
  int slots() {
    return Math.max(WorkArrays.SLOTS, slots);
  }

  /** Has the working memory. */
  ImmutableTaskGraph graph() {
    return plan.graph(ENTER);
  }

  /**
   * Brings rows of a layer's copy to its cache.
   *
   * @param layer has the cache
   * @param copy the copy
   * @param rows their places, in rows
   * @param count how many
   */
  void store(Upload layer, KvCopy copy, int[] rows, int count) {
    new Binding(plan.graph(STORE), layer.graph()).put(stored.cache(), copy.array());
    for (int first = 0; first < count; first += StoredRows.ROWS) {
      stored.set(copy, rows, first, Math.min(StoredRows.ROWS, count - first));
      plan.execute(STORE, 1);
    }
  }

  /** Keeps nothing of a layer. */
  void forgetLayer() {
    new Binding(plan.graph(STORE), graph()).put(stored.cache(), work.rows());
  }

  /** Brings the tokens that the arrays have been filled with. */
  TornadoExecutionResult enter() {
    return plan.execute(ENTER, 1);
  }

  /**
   * Brings numbers back.
   *
   * @param entered what entering gave
   * @param array what they are in
   * @param count how many, from the first one on
   */
  static void receive(TornadoExecutionResult entered, FloatArray array, int count) {
    entered.transferToHost(new DataRange(array).withSize(count));
  }

  @Override
  public void close() {
    plan.close();
  }
}
