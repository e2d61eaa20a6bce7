package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where code goes, and what becomes of it where a system refuses. */
final class CodeMemoryTest {
  @BeforeEach
  void requireMachine() {
    CodeHere.require();
  }

  private static CodeMemory without(String... calls) {
    return new CodeMemory(new SystemCalls(List.of(calls)));
  }

  /** Stores the sum of its second and third argument where the first one says. */
  private static byte[] sum() {
    Assembler asm = Assembler.vex();
    asm.mov(Gpr.RAX, Gpr.RSI);
    asm.add(Gpr.RAX, Gpr.RDX);
    asm.mov(Mem.at(Gpr.RDI), Gpr.RAX);
    asm.ret();
    return asm.code();
  }

  private static long run(MemorySegment code, long left, long right) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
      NativeCall.call(code, result.address(), left, right, 0, 0, 0);
      return result.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** What may be done with the page at an address, as Linux says: {@code r-xp}. */
  private static String permissions(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] fields = line.split(" +", -1);
      String[] bounds = fields[0].split("-", -1);
      if (Long.compareUnsigned(Long.parseUnsignedLong(bounds[0], 16), address) <= 0
          && Long.compareUnsigned(address, Long.parseUnsignedLong(bounds[1], 16)) < 0) {
        return fields[1];
      }
    }
    throw new AssertionError("nothing is mapped at " + Long.toHexString(address));
  }

  @Test
  void codeRunsInPagesOfItsOwnThatNobodyCanWrite() throws SystemCallException, IOException {
    MemorySegment code = without().place(sum());
    assertEquals(42, run(code, 40, 2));
    assertEquals("r-xp", permissions(code.address()));
  }

  @Test
  void whereProtectionCannotBeChangedAFileIsMappedTwice() throws SystemCallException, IOException {
    CodeMemory memory = without("mprotect");
    MemorySegment code = memory.place(sum());
    MemorySegment other = memory.place(sum());
    assertEquals(-1, run(code, Long.MAX_VALUE, Long.MIN_VALUE));
    assertEquals(7, run(other, 3, 4));
    assertEquals("r-xs", permissions(code.address()));
  }

  @Test
  void codeMayBeLongerThanAPage() throws SystemCallException {
    Assembler asm = Assembler.vex();
    asm.mov(Gpr.RAX, Gpr.RSI);
    for (int i = 0; i < 3000; i++) {
      asm.add(Gpr.RAX, Gpr.RDX);
    }
    asm.mov(Mem.at(Gpr.RDI), Gpr.RAX);
    asm.ret();
    assertTrue(asm.code().length > 8192);
    for (CodeMemory memory : List.of(without(), without("mprotect"))) {
      assertEquals(9001, run(memory.place(asm.code()), 1, 3));
    }
  }

  @Test
  void whereNoWayIsLeftTheErrorNamesWhatEachLacked() {
    SystemCallException e =
        assertThrows(
            SystemCallException.class, () -> without("mprotect", "memfd_create").place(sum()));
    assertEquals("memfd_create failed with errno 1", e.getMessage());
    assertEquals(
        List.of("mprotect failed with errno 1"),
        Arrays.stream(e.getSuppressed()).map(Throwable::getMessage).toList());
  }

  @Test
  void withoutAnyMemoryNothingIsWritten() {
    SystemCallException e =
        assertThrows(SystemCallException.class, () -> without("mmap").place(sum()));
    assertEquals("mmap failed with errno 1", e.getMessage());
  }
}
