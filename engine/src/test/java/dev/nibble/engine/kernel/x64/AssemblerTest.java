package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the assembler against a table of what another one makes of the same instructions. */
final class AssemblerTest {
  /** Instructions that VEX lacks, or makes of two others. */
  private static final Set<String> EVEX_ONLY =
      Set.of(
          "vcmpps(Mask, Vec, Mem, int)",
          "vcmpps(Mask, Vec, Vec, int)",
          "vpaddd(Vec, Mask, Vec, Mem)",
          "vpaddd(Vec, Mask, Vec, Vec)",
          "vpmovdb(Mem, Vec)",
          "vporand(Vec, Vec, Mem)",
          "vporand(Vec, Vec, Vec)",
          "vextracti64x4(Vec, Vec, int)",
          "vpbroadcastd(Vec, Gpr)");

  private static final List<Encoding> TABLE = Encoding.all();

  @Test
  void everyInstructionIsEncodedAsInTheTable() {
    List<String> wrong = new ArrayList<>();
    for (Encoding encoding : TABLE) {
      List<Assembler> assemblers = new ArrayList<>();
      if (!encoding.isVex()) {
        assemblers.add(Assembler.evex());
      }
      if (!encoding.isEvex()) {
        assemblers.add(Assembler.vex());
      }
      for (Assembler asm : assemblers) {
        String bytes = encoding.assemble(asm);
        if (!bytes.equals(encoding.bytes())) {
          wrong.add(encoding + " became " + bytes);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void theTableLeavesNoInstructionOut() {
    Set<String> evex = new TreeSet<>();
    Set<String> vex = new TreeSet<>();
    for (Encoding encoding : TABLE) {
      String signature = encoding.instruction().signature();
      if (!encoding.isVex()) {
        evex.add(signature);
      }
      if (!encoding.isEvex()) {
        vex.add(signature);
      }
    }
    Set<String> methods = signatures();
    assertEquals(methods, evex);
    methods.removeAll(EVEX_ONLY);
    assertEquals(methods, vex);
  }

  /** The methods that write an instruction, with each kind of operand that they take. */
  private static Set<String> signatures() {
    Set<String> signatures = new TreeSet<>();
    for (Method method : Assembler.class.getDeclaredMethods()) {
      boolean writes = method.getReturnType() == void.class && !method.getName().equals("bind");
      if (writes && !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic()) {
        List<String> types =
            Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
        String signature = method.getName() + "(" + String.join(", ", types) + ")";
        signatures.add(signature.replace("Operand", "Vec"));
        signatures.add(signature.replace("Operand", "Mem"));
      }
    }
    return signatures;
  }

  @Test
  void aJumpReachesWhatIsBoundBeforeAndBehindIt() {
    Assembler asm = Assembler.vex();
    Label start = new Label();
    Label end = new Label();
    asm.bind(start);
    asm.j(Condition.LESS, end);
    asm.jmp(end);
    asm.jmp(start);
    asm.bind(end);
    byte[] expected = {0x0F, (byte) 0x8C, 10, 0, 0, 0, (byte) 0xE9, 5, 0, 0, 0};
    assertArrayEquals(expected, Arrays.copyOf(asm.code(), expected.length));
    byte[] back = {(byte) 0xE9, -16, -1, -1, -1};
    assertArrayEquals(back, Arrays.copyOfRange(asm.code(), 11, 16));
  }

  @Test
  void vexBroadcastsARegisterThroughAVector() {
    Vec to = new Vec(9, Width.Y);
    Assembler one = Assembler.vex();
    one.vpbroadcastd(to, Gpr.R10);
    Assembler two = Assembler.vex();
    two.vmovd(to.xmm(), Gpr.R10);
    two.vpbroadcastd(to, to.xmm());
    assertArrayEquals(two.code(), one.code());
  }

  @Test
  void vexRefusesWhatItCannotSay() {
    Assembler asm = Assembler.vex();
    Vec low = new Vec(1, Width.Y);
    Vec high = new Vec(16, Width.Y);
    Vec wide = new Vec(1, Width.Z);
    Mem toAll = Mem.at(Gpr.RAX).toAll();
    assertThrows(IllegalArgumentException.class, () -> asm.vmulps(high, low, low));
    assertThrows(IllegalArgumentException.class, () -> asm.vmulps(low, high, low));
    assertThrows(IllegalArgumentException.class, () -> asm.vmulps(low, low, high));
    assertThrows(IllegalArgumentException.class, () -> asm.vmulps(wide, wide, wide));
    assertThrows(IllegalArgumentException.class, () -> asm.vmulps(low, low, toAll));
    assertEquals(0, asm.code().length);
  }
}
