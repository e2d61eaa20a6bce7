package dev.nibble.tornadovm;

import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import java.util.function.Supplier;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/** Makes refusals of what TornadoVM throws, its errors included. */
final class Calls {
  private Calls() {}

  /**
   * Calls it.
   *
   * @param bytes what it needs of the device's memory
   * @param budget says what is left
   * @param call what may throw anything
   * @return what the call returned, or why it did not
   */
  static <T> Outcome<T> guarded(long bytes, Budget budget, Supplier<Outcome<T>> call) {
    try {
      return call.get();
    } catch (TornadoOutOfMemoryException e) {
      return Outcome.refused(new Refusal.Exhausted(bytes, budget.left()));
    } catch (Throwable e) {
      return Outcome.refused(new Refusal.Failed(new TornadoFailure(e)));
    }
  }
}
