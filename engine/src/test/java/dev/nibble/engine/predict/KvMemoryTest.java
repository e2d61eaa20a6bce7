package dev.nibble.engine.predict;

import static dev.nibble.engine.predict.Held.finding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.KvUse;
import dev.nibble.engine.predict.evidence.MemoryUse;
import dev.nibble.engine.predict.evidence.PagedMemory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class KvMemoryTest {
  /** Keys and values of a position in float16, Llama 3.2 1B. */
  private static final long POSITION = 2L * 16 * 512 * 2;

  private static final int BLOCK = 16;

  private static List<Finding> check(int positions, List<Integer> lengths) {
    int blocks = 4 * Math.ceilDiv(positions, BLOCK);
    long bytes = (long) blocks * BLOCK * POSITION;
    KvUse kv = new KvUse(4, positions, BLOCK, 2, blocks, bytes, 4 * bytes);
    long used = lengths.stream().mapToLong(one -> Math.ceilDiv(one, BLOCK)).sum() * BLOCK;
    PagedMemory paging = new PagedMemory(lengths, 2048, BLOCK, POSITION, used * POSITION);
    MemoryUse memory = new MemoryUse(null, kv, Optional.empty());
    return new KvMemory().check(Held.of(Facts.llama32(), memory, null, null, paging, List.of()));
  }

  @Test
  @DisplayName("heads that have keys and values account for every byte of full blocks")
  void grouped() {
    Finding finding = finding(check(128, List.of(16)), "KV memory");

    assertEquals(4.0 * 128 * POSITION, finding.prediction().value());
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("a block that is not full refutes it, and the remark says how much of it is free")
  void lastBlock() {
    Finding finding = finding(check(125, List.of(16)), "KV memory");

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertEquals("3 positions of each sequence's last block are not used", finding.remark());
  }

  @Test
  @DisplayName("the textbook counts four times what grouped heads of Llama 3.2 take")
  void textbook() {
    List<Finding> findings = check(128, List.of(16));
    Finding textbook = finding(findings, "KV memory, textbook MHA");
    Finding saved = finding(findings, "KV memory, saved by groups");

    assertEquals(3, textbook.error(), 1e-9);
    assertEquals(Verdict.REFUTED, textbook.verdict());
    assertTrue(textbook.remark().contains("75.0 % of the textbook's bytes"), textbook.remark());
    assertEquals(0.75, saved.prediction().value());
    assertEquals(Verdict.CONFIRMED, saved.verdict());
  }

  @Test
  @DisplayName("lengths that end anywhere waste half a block less half a position on average")
  void waste() {
    List<Integer> lengths = IntStream.rangeClosed(1, 64).boxed().toList();
    Finding finding = finding(check(128, lengths), "KV memory, waste of blocks");

    assertEquals(64 * 7.5 * POSITION, finding.prediction().value());
    assertEquals(finding.prediction().value(), finding.measurement().value());
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("lengths that all waste nearly a block refute it")
  void unlikelyLengths() {
    Finding finding = finding(check(128, List.of(17, 33, 49)), "KV memory, waste of blocks");

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().startsWith("15.0 positions a sequence"), finding.remark());
  }

  @Test
  @DisplayName("a flat cache takes the context for each sequence, blocks what it has")
  void flat() {
    Finding finding = finding(check(128, List.of(64, 64)), "KV memory, flat");

    assertEquals(2.0 * 2048 * POSITION, finding.prediction().value());
    assertEquals(2.0 * 64 * POSITION, finding.measurement().value());
    assertTrue(finding.remark().contains("save 96.9 %"), finding.remark());
  }
}
