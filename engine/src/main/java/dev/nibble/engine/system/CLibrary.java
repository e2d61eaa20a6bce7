package dev.nibble.engine.system;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.function.IntFunction;

/** Calls functions of C that say in {@code errno} why they failed. */
public final class CLibrary {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private CLibrary() {}

  /**
   * Looks a function up.
   *
   * @param name its name
   * @param descriptor its result and parameters, as the system documents them
   * @param options how it is called
   * @return the function, whose first parameter is the state of a {@link Call}
   */
  @SuppressWarnings("restricted") // callers know that native access is enabled
  public static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, all);
  }

  /** A call of a function. */
  @FunctionalInterface
  public interface Call {
    /**
     * Calls it.
     *
     * @param arena memory for the time of the call
     * @param state takes the error in
     * @return less than 0 where it failed: -1 where {@code errno} says why, otherwise the negative
     *     of that
     * @throws Throwable never: a function of C throws nothing
     */
    long run(Arena arena, MemorySegment state) throws Throwable;
  }

  /**
   * Calls a function.
   *
   * @param <E> what is thrown where it fails
   * @param call calls it
   * @param failure makes that of the error's number
   * @return its result, 0 or more
   * @throws E if it fails
   */
  public static <E extends Exception> long call(Call call, IntFunction<E> failure) throws E {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result;
      try {
        result = call.run(arena, state);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError("a function of C throws nothing", e);
      }
      if (result < 0) {
        throw failure.apply(result == -1 ? (int) ERRNO.get(state, 0L) : (int) -result);
      }
      return result;
    }
  }
}
