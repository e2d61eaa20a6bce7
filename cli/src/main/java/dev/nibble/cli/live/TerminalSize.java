package dev.nibble.cli.live;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/**
 * How large a terminal is.
 *
 * @param rows lines
 * @param columns characters of a line
 */
public record TerminalSize(int rows, int columns) {
  /** What a terminal has at least, where nobody says otherwise. */
  private static final TerminalSize USUAL = new TerminalSize(24, 80);

  private static final int STANDARD_OUTPUT = 1;

  /** Rows, columns and two numbers of pixels. */
  private static final long WINDOW_BYTES = 4 * Short.BYTES;

  private static final Optional<MethodHandle> IOCTL = ioctl();

  /** How large the terminal behind standard output is at present. */
  public static TerminalSize present() {
    return IOCTL.flatMap(TerminalSize::ask).orElse(USUAL);
  }

  /** The system's own function: Java has no way to ask. */
  @SuppressWarnings("restricted") // the launcher enables native access
  private static Optional<MethodHandle> ioctl() {
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("ioctl")
        .map(function ->
            linker.downcallHandle(
                function,
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(2)));
  }

  private static Optional<TerminalSize> ask(MethodHandle ioctl) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment window = arena.allocate(WINDOW_BYTES, Short.BYTES);
      int failed = (int) ioctl.invokeExact(STANDARD_OUTPUT, getWindowSize(), window);
      int rows = Short.toUnsignedInt(window.getAtIndex(JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(window.getAtIndex(JAVA_SHORT, 1));
      return failed != 0 || rows == 0 || columns == 0
          ? Optional.empty()
          : Optional.of(new TerminalSize(rows, columns));
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the size of the terminal cannot be asked for", e);
    }
  }

  /** The number of the request, TIOCGWINSZ. */
  private static long getWindowSize() {
    return System.getProperty("os.name").equals("Linux") ? 0x5413 : 0x4008_7468;
  }
}
