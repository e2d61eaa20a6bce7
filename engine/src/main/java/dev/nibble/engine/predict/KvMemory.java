package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.KvUse;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.PagedMemory;
import java.util.List;

/**
 * What keys and values take: by the heads that have some (Shazeer 2019 for one, Ainslie et al. 2023
 * for groups), by all heads as textbooks count them, and what blocks waste against what a cache
 * wastes that reserves the whole context (Kwon et al. 2023).
 */
final class KvMemory implements Law {
  private static final String UNIT = "bytes";
  private static final Bound NEAR = new Bound.Within(0.05);

  /**
   * How far the waste of some dozens of sequences may be from its expectation: that of one has a
   * standard deviation of 0.6 of it.
   */
  private static final Bound OF_A_SAMPLE = new Bound.Within(0.25);

  /** Keys and values of sequences that fill their blocks, whatever the grouping of heads. */
  static Prediction grouped(ModelFacts m, int sequences, int positions, double elementBytes) {
    return new Prediction(
        "KV memory",
        "2 B S L d_kv b_a",
        List.of(
            Input.of("B", "sequences", sequences),
            Input.of("S", "tokens of each", positions),
            Input.of("L", "layers", m.layers()),
            Input.of("d_kv", "key/value heads times head size", m.kvWidth()),
            new Input("b_a", "bytes of a key or value", elementBytes, UNIT)),
        2.0 * sequences * positions * m.layers() * m.kvWidth() * elementBytes,
        UNIT);
  }

  /** The same where every query head has keys and values of its own. */
  static Prediction textbook(ModelFacts m, int sequences, int positions, double elementBytes) {
    return new Prediction(
        "KV memory, textbook MHA",
        "2 B S L d b_a",
        List.of(
            Input.of("B", "sequences", sequences),
            Input.of("S", "tokens of each", positions),
            Input.of("L", "layers", m.layers()),
            Input.of("d", "model width", m.width()),
            new Input("b_a", "bytes of a key or value", elementBytes, UNIT)),
        2.0 * sequences * positions * m.layers() * m.width() * elementBytes,
        UNIT);
  }

  /** The share that grouping saves. */
  static Prediction saved(ModelFacts m) {
    return new Prediction(
        "KV memory, saved by groups",
        "1 - h_kv / h",
        List.of(
            Input.of("h_kv", "key/value heads", m.kvHeads()),
            Input.of("h", "query heads", m.heads())),
        1 - (double) m.kvHeads() / m.heads(),
        "");
  }

  /** What blocks waste where lengths are as likely to end anywhere in one. */
  static Prediction waste(int sequences, int blockPositions, long positionBytes) {
    return new Prediction(
        "KV memory, waste of blocks",
        "N (b - 1) / 2 M",
        List.of(
            Input.of("N", "sequences", sequences),
            Input.of("b", "positions of a block", blockPositions),
            new Input("M", "bytes of a position", positionBytes, UNIT)),
        sequences * (blockPositions - 1) / 2.0 * positionBytes,
        UNIT);
  }

  /** What a cache takes that reserves the whole context for every sequence. */
  static Prediction flat(int sequences, int capacity, long positionBytes) {
    return new Prediction(
        "KV memory, flat",
        "N S_max M",
        List.of(
            Input.of("N", "sequences", sequences),
            Input.of("S_max", "positions of the context", capacity),
            new Input("M", "bytes of a position", positionBytes, UNIT)),
        (double) sequences * capacity * positionBytes,
        UNIT);
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    ModelFacts m = evidence.model();
    KvUse kv = evidence.memory().kv();
    Measurement inUse = new Measurement(kv.bytes(), "blocks in use times their size");
    Prediction textbook = textbook(m, kv.sequences(), kv.positions(), kv.elementBytes());
    return List.of(
        new Finding(
            grouped(m, kv.sequences(), kv.positions(), kv.elementBytes()),
            inUse,
            new Bound.Exact(),
            lastBlock(kv)),
        new Finding(
            textbook,
            inUse,
            NEAR,
            "%d of %d heads have keys and values: %s of the textbook's bytes are not there"
                .formatted(
                    m.kvHeads(), m.heads(), Share.percent(1 - kv.bytes() / textbook.value()))),
        new Finding(
            saved(m),
            new Measurement(
                1 - (double) kv.bytes() / kv.ungroupedBytes(),
                "blocks in use against those of a pool with a key/value head for each query head"),
            NEAR,
            "heads are of one size in all layers"),
        waste(evidence.paging()),
        flat(evidence.paging()));
  }

  private static String lastBlock(KvUse kv) {
    int unused = Math.floorMod(-kv.positions(), kv.blockPositions());
    return unused == 0
        ? "sequences fill their blocks of %d positions".formatted(kv.blockPositions())
        : "%d positions of each sequence's last block are not used".formatted(unused);
  }

  private static Finding waste(PagedMemory paging) {
    int sequences = paging.lengths().size();
    double wasted = paging.usedBytes() - (double) positions(paging) * paging.positionBytes();
    return new Finding(
        waste(sequences, paging.blockPositions(), paging.positionBytes()),
        new Measurement(wasted, "blocks in use less the positions that have a token"),
        OF_A_SAMPLE,
        "%.3g positions a sequence on average, %s of what is in use"
            .formatted(
                wasted / paging.positionBytes() / sequences,
                Share.percent(wasted / paging.usedBytes())));
  }

  private static Finding flat(PagedMemory paging) {
    Prediction flat = flat(paging.lengths().size(), paging.capacity(), paging.positionBytes());
    return new Finding(
        flat,
        new Measurement(paging.usedBytes(), "blocks in use"),
        NEAR,
        "the sequences have %d tokens of %d on average: blocks save %s of what a flat cache takes"
            .formatted(
                positions(paging) / paging.lengths().size(),
                paging.capacity(),
                Share.percent(1 - paging.usedBytes() / flat.value())));
  }

  private static long positions(PagedMemory paging) {
    return paging.lengths().stream().mapToLong(Integer::longValue).sum();
  }
}
