package dev.nibble.engine.predict;

import static dev.nibble.engine.predict.Held.finding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.DeviceUse;
import dev.nibble.engine.predict.evidence.KvUse;
import dev.nibble.engine.predict.evidence.MemoryUse;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.ProcessUse;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class WeightMemoryTest {
  private static final ModelFacts LLAMA = Facts.llama32();
  private static final KvUse KV = new KvUse(4, 128, 16, 4, 32, 16_777_216, 67_108_864);

  private static List<Finding> check(OptionalLong resident, OptionalLong process) {
    return check(resident, process, Optional.empty());
  }

  private static List<Finding> check(
      OptionalLong resident, OptionalLong process, Optional<DeviceUse> device) {
    return check(resident, 0, process, device);
  }

  private static List<Finding> check(
      OptionalLong resident, long copied, OptionalLong process, Optional<DeviceUse> device) {
    ProcessUse use =
        new ProcessUse(
            LLAMA.fileBytes(),
            resident,
            copied,
            5_000_000,
            60_000_000,
            90_000_000,
            200_000_000,
            0,
            1,
            process);
    MemoryUse memory = new MemoryUse(use, KV, device);
    WidthResult width =
        new WidthResult(
            4,
            "Q4_0",
            WidthResult.Origin.QUANTIZED,
            771_000_000,
            700_000_000,
            null,
            null,
            null,
            1,
            List.of());
    return new WeightMemory().check(Held.of(LLAMA, memory, null, null, null, List.of(width)));
  }

  @Test
  @DisplayName("parameters times bytes a weight are what the file maps, but for its header")
  void mapped() {
    Finding finding = finding(check(OptionalLong.empty(), OptionalLong.empty()), "weight memory");

    assertEquals((double) LLAMA.parameterBytes(), finding.prediction().value());
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("weights that were not read refute what is resident")
  void resident() {
    OptionalLong half = OptionalLong.of(LLAMA.parameterBytes() / 2);
    Finding finding = finding(check(half, OptionalLong.empty()), "weight memory, resident");

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().startsWith("50.0 % of the file were not read"), finding.remark());
  }

  @Test
  @DisplayName("weights that the kernels have copied are in memory as well")
  void copied() {
    OptionalLong vocabulary = OptionalLong.of(8_000_000);
    Finding finding =
        finding(
            check(vocabulary, LLAMA.parameterBytes(), OptionalLong.empty(), Optional.empty()),
            "weight memory, resident");

    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertTrue(finding.measurement().how().startsWith("copies of weights"), finding.toString());
    assertTrue(finding.remark().contains("; the kernels have laid out 2"), finding.remark());
  }

  @Test
  @DisplayName("4 GB for a billion weights at 32 bits make half a GB at 4, without scales")
  void ruleOfThumb() {
    Finding finding =
        finding(check(OptionalLong.empty(), OptionalLong.empty()), "weight memory, rule at 4 bits");

    assertEquals(LLAMA.parameters() / 2.0, finding.prediction().value());
    assertEquals(4e9, WeightMemory.rule(Facts.with(LLAMA, 1_000_000_000), 32).value());
    assertEquals(2e9, WeightMemory.rule(Facts.with(LLAMA, 1_000_000_000), 16).value());
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().endsWith("4.991 bits a weight"), finding.remark());
  }

  @Test
  @DisplayName("1.2 times the weights is held against the process, part by part")
  void serving() {
    OptionalLong process = OptionalLong.of(LLAMA.fileBytes() + 250_000_000);
    Finding finding = finding(check(OptionalLong.empty(), process), "weight memory, 1.2 x weights");

    assertEquals(1.2 * LLAMA.parameterBytes(), finding.prediction().value(), 1);
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().endsWith("the process is 1.102 x the weights"), finding.remark());
  }

  @Test
  @DisplayName("1.2 times the weights is held against a device, which has no JVM")
  void servingOnDevice() {
    long weights = LLAMA.multipliedBytes();
    DeviceUse use =
        new DeviceUse("host:0", 4, 600, 128, 16, 1, 4, weights, weights / 10, weights / 4 * 5);
    Finding finding =
        finding(
            check(OptionalLong.empty(), OptionalLong.empty(), Optional.of(use)),
            "weight memory, 1.2 x weights on a device");

    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertTrue(finding.remark().startsWith("4 sequences of 128 tokens"), finding.remark());
    assertTrue(finding.remark().contains("are 25.0 % of the weights"), finding.remark());
  }

  @Test
  @DisplayName("what the system does not tell is left out, not invented")
  void unknown() {
    List<String> names =
        check(OptionalLong.empty(), OptionalLong.empty()).stream()
            .map(finding -> finding.prediction().name())
            .toList();

    assertEquals(List.of("weight memory", "weight memory, rule at 4 bits"), names);
  }
}
