package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.nibble.engine.cache.KvType;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sequence comes back from disk as it was, or not at all. */
final class SessionFileTest {
  private static final String BEGINNING =
      "Once upon a time, there was a little girl named Lily. She loved to play outside in the"
          + " park.";

  private static final GenerationRequest STORY =
      GenerationRequest.of(BEGINNING).withMaxTokens(30).withIgnoreEos(true);

  private static final int CAPACITY_AT = 60;
  private static final int TOKENS_AT = 64;
  private static final int HEADER_SUM_AT = 68;

  @TempDir private Path folder;

  private Engine engine;
  private Path file;

  @BeforeEach
  void load() throws IOException {
    engine = load(TestModels.bundled(), KvType.F16);
    file = folder.resolve("story.session");
  }

  @AfterEach
  void unload() {
    engine.close();
  }

  private static Engine load(Path model, KvType type) throws IOException {
    EngineOptions options =
        EngineOptions.defaults().withKernels(KernelChoice.SCALAR).withThreads(1).withKvType(type);
    return Engine.load(model, options);
  }

  /** The bundled model, its heads joined in fours: one of them fills a block of Q8_0. */
  private Path wideHeads() throws IOException {
    Path model = folder.resolve("wide.gguf");
    try (GgufFile bundled = GgufFile.open(TestModels.bundled())) {
      GgufWriter writer = new GgufWriter().putAll(bundled.metadata());
      bundled.tensors().values().forEach(writer::add);
      writer
          .put("llama.attention.head_count", MetadataValue.uint32(2))
          .put("llama.attention.head_count_kv", MetadataValue.uint32(1))
          .put("llama.rope.dimension_count", MetadataValue.uint32(32))
          .write(model);
    }
    return model;
  }

  private static Generation generate(Session session, GenerationRequest request) {
    return session.generate(request, TextListener.IGNORE);
  }

  private static Generation alone(Engine engine, GenerationRequest request) {
    try (Session session = engine.newSession()) {
      return generate(session, request);
    }
  }

  /** Writes a sequence of given tokens. */
  private byte[] save(Engine from, int... ids) throws IOException {
    try (Session session = from.newSession()) {
      session.logits(ids);
      session.save(file);
    }
    return Files.readAllBytes(file);
  }

  private static byte[] saved(Session session, Path target) throws IOException {
    session.save(target);
    return Files.readAllBytes(target);
  }

  private SessionFileException refused(Engine by, byte[] content) throws IOException {
    Files.write(file, content);
    try (Session session = by.newSession()) {
      SessionFileException e =
          assertThrows(SessionFileException.class, () -> session.restore(file));
      String message = e.getMessage();
      assertTrue(message.startsWith(file + " "), message);
      assertTrue(message.endsWith("delete it or name another file"), message);
      return e;
    }
  }

  private void refused(byte[] content, String complaint) throws IOException {
    String message = refused(engine, content).getMessage();
    assertTrue(message.contains(complaint), message);
  }

  /** Another number in the file, and the checksums that go with it. */
  private static byte[] patched(byte[] content, int at, int number) {
    byte[] changed = content.clone();
    ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(at, number);
    buffer.putInt(HEADER_SUM_AT, sum(changed, HEADER_SUM_AT));
    int end = changed.length - Integer.BYTES;
    buffer.putInt(end, sum(changed, end));
    return changed;
  }

  private static int sum(byte[] bytes, int count) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, count);
    return (int) sum.getValue();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(one -> one.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void theTextGoesOnAsIfItHadNeverStopped(KvType type) throws IOException {
    Path model = wideHeads();
    List<Integer> whole;
    Generation half;
    try (Engine first = load(model, type);
        Session session = first.newSession()) {
      whole = alone(first, STORY.withMaxTokens(60)).ids();
      half = generate(session, STORY);
      session.save(file);
    }
    try (Engine second = load(model, type);
        Session session = second.newSession()) {
      session.restore(file);
      float[] logits = new float[second.config().vocabularySize()];
      int[] on = new int[30];
      int last = half.ids().getLast();
      for (int i = 0; i < on.length; i++) {
        session.advance(last, logits);
        last = largest(logits);
        on[i] = last;
      }
      assertEquals(whole.subList(30, 60), Arrays.stream(on).boxed().toList());
    }
  }

  private static int largest(float[] logits) {
    return IntStream.range(0, logits.length)
        .reduce(0, (best, i) -> logits[i] > logits[best] ? i : best);
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void onlyWhatThePromptAddsIsComputed(KvType type) throws IOException {
    try (Engine other = load(wideHeads(), type);
        Session session = other.newSession()) {
      generate(session, STORY);
      session.save(file);
      GenerationRequest longer = GenerationRequest.of(BEGINNING + " Then").withMaxTokens(30);

      session.restore(file);
      Generation same = generate(session, STORY);
      session.restore(file);
      Generation more = generate(session, longer);

      int prompt = same.promptIds().size();
      assertEquals(prompt - 1, same.meters().restoredTokens());
      assertEquals(prompt, more.meters().restoredTokens());
      assertTrue(more.promptIds().size() > prompt);
      assertEquals(alone(other, STORY).ids(), same.ids());
      assertEquals(alone(other, longer).ids(), more.ids());
    }
  }

  @Test
  void theCommonBeginningMayBeAnything() throws IOException {
    GenerationRequest cat = GenerationRequest.of("Once upon a time there was a cat.");
    GenerationRequest dog = GenerationRequest.of("Once upon a time there was a dog.");
    GenerationRequest other = GenerationRequest.of("Tom");
    try (Session session = engine.newSession()) {
      List<Integer> catIds = generate(session, cat.withMaxTokens(1)).promptIds();
      session.save(file);
      for (GenerationRequest request : List.of(dog, other)) {
        session.restore(file);
        Generation story = generate(session, request.withMaxTokens(20));
        List<Integer> ids = story.promptIds();
        int common = 0;
        while (ids.get(common).equals(catIds.get(common))) {
          common++;
        }
        assertEquals(common, story.meters().restoredTokens());
        assertEquals(alone(engine, request.withMaxTokens(20)).ids(), story.ids());
      }
    }
  }

  @Test
  void onlyTheNextGenerationKeepsWhatWasRestored() throws IOException {
    save(engine, 1, 403, 407, 261, 378);
    try (Session session = engine.newSession()) {
      session.restore(file);
      assertEquals(
          4,
          generate(session, GenerationRequest.of("Once upon a time").withMaxTokens(1))
              .meters()
              .restoredTokens());
      assertEquals(
          0,
          generate(session, GenerationRequest.of("Once upon a time").withMaxTokens(1))
              .meters()
              .restoredTokens());
      session.restore(file);
      session.logits(1, 403);
      assertEquals(
          0,
          generate(session, GenerationRequest.of("Once upon a time").withMaxTokens(1))
              .meters()
              .restoredTokens());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 17, 300, 512})
  void whatIsRestoredIsSavedByteForByte(int length) throws IOException {
    try (Session session = engine.newSession()) {
      if (length > 0) {
        session.logits(IntStream.range(0, length).map(i -> 3 + i % 500).toArray());
      }
      session.save(file);
    }
    try (Session session = engine.newSession()) {
      session.restore(file);
      assertArrayEquals(Files.readAllBytes(file), saved(session, folder.resolve("again")));
    }
  }

  @Test
  void blocksApartInMemoryAreOneSequenceInTheFile() throws IOException {
    int[] ids = IntStream.range(0, 100).map(i -> 3 + i).toArray();
    byte[] whole = save(engine, ids);
    float[] logits = new float[engine.config().vocabularySize()];
    try (Session mine = engine.newSession();
        Session neighbour = engine.newSession()) {
      mine.begin(new int[] {ids[0]}, logits);
      neighbour.begin(new int[] {1}, logits);
      for (int i = 1; i < ids.length; i++) {
        mine.advance(ids[i], logits);
        neighbour.advance(1, logits);
      }
      byte[] scattered = saved(mine, folder.resolve("scattered"));
      assertEquals(whole.length, scattered.length);
      neighbour.restore(folder.resolve("scattered"));
      assertArrayEquals(scattered, saved(neighbour, folder.resolve("again")));
    }
  }

  @Test
  void everyTruncationIsFoundAndChangesNothing() throws IOException {
    byte[] whole = save(engine, 1, 403);
    try (Session session = engine.newSession()) {
      session.logits(1, 407, 261);
      byte[] before = saved(session, folder.resolve("before"));
      long used = engine.kvMeters().used();
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThrows(SessionFileException.class, () -> session.restore(file), length + " bytes");
      }
      assertArrayEquals(before, saved(session, folder.resolve("after")));
      assertEquals(used, engine.kvMeters().used());
    }
    refused(Arrays.copyOf(whole, whole.length + 1), "is damaged: it has ");
    refused(Arrays.copyOf(whole, 3), "is no whole session: it has 3 bytes, expected 72 or more");
  }

  @Test
  void everyFlippedBitIsFoundAndChangesNothing() throws IOException {
    byte[] whole = save(engine, 1, 403);
    try (Session session = engine.newSession()) {
      session.logits(1, 407, 261);
      byte[] before = saved(session, folder.resolve("before"));
      long used = engine.kvMeters().used();
      for (int i = 0; i < whole.length; i++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 << i % 8);
        Files.write(file, damaged);
        assertThrows(SessionFileException.class, () -> session.restore(file), "byte " + i);
      }
      assertArrayEquals(before, saved(session, folder.resolve("after")));
      assertEquals(used, engine.kvMeters().used());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x46554747, is no session: it begins with the bytes 47475546",
    "8, 2, 'has the version 2, expected 1: another release of Nibble wrote it'",
    "48, 6, '6 layers of 4 heads of 8 channels, expected 5 layers'",
    "60, 0, is damaged: it has 2 tokens in a context of 0",
    "64, -1, is damaged: it has -1 tokens",
    "64, 0x7fffffff, is damaged: it has 2147483647 tokens in a context of 512",
    "64, 512, 'bytes, expected 329,804 for 512 tokens'",
    "64, 1, 'bytes, expected 720 for 1 tokens'",
    "72, -1, 'is damaged: it has the token -1, expected 0 to 511'",
    "76, 512, is damaged: it has the token 512"
  })
  void wrongNumbersWithRightChecksumsAreFound(String at, String number, String complaint)
      throws IOException {
    byte[] whole = save(engine, 1, 403);
    refused(patched(whole, Integer.decode(at), Integer.decode(number)), complaint);
  }

  @Test
  void countsAreHeldAgainstTheFileBeforeMemoryIsTaken() throws IOException {
    byte[] whole = save(engine, 1, 403);
    try (Engine vast =
        Engine.load(
            TestModels.bundled(),
            EngineOptions.defaults()
                .withKvType(KvType.F16)
                .withContextLength(Integer.MAX_VALUE - 1000))) {
      byte[] absurd = patched(whole, CAPACITY_AT, Integer.MAX_VALUE);
      String message =
          refused(vast, patched(absurd, TOKENS_AT, Integer.MAX_VALUE - 1000)).getMessage();
      assertTrue(message.contains("bytes, expected 1,38"), message);
      assertEquals(0, vast.kvMeters().used());
    }
  }

  @Test
  void anotherModelIsRefusedThoughItDiffersInAByte() throws IOException {
    byte[] whole = save(engine, 1, 403);
    byte[] weights = Files.readAllBytes(TestModels.bundled());
    weights[weights.length - 1] ^= 1;
    Path tuned = Files.write(folder.resolve("tuned.gguf"), weights);
    Path renamed = folder.resolve("renamed.gguf");
    try (GgufFile bundled = GgufFile.open(TestModels.bundled())) {
      GgufWriter writer = new GgufWriter().putAll(bundled.metadata());
      bundled.tensors().values().forEach(writer::add);
      writer.put("general.name", MetadataValue.string("another")).write(renamed);
    }
    for (Path model : List.of(tuned, renamed)) {
      try (Engine other = load(model, KvType.F16)) {
        String message = refused(other, whole).getMessage();
        assertTrue(message.contains("is of another model: its fingerprint is "), message);
        assertTrue(message.contains(model.toString()), message);
      }
    }
    Path copy = Files.copy(TestModels.bundled(), folder.resolve("copy.gguf"));
    try (Engine same = load(copy, KvType.F16);
        Session session = same.newSession()) {
      session.restore(file);
    }
  }

  @Test
  void anotherTypeOfKeysAndValuesIsRefused() throws IOException {
    byte[] whole = save(engine, 1, 403);
    try (Engine other = load(TestModels.bundled(), KvType.F32)) {
      String message = refused(other, whole).getMessage();
      assertTrue(
          message.contains("has keys and values as f16, expected f32: give --kv-type f16, "),
          message);
    }
  }

  @Test
  void aContextThatIsTooShortIsRefusedAndALongerOneIsNot() throws IOException {
    save(engine, 1, 403, 407);
    try (Session two = engine.newSession(2);
        Session three = engine.newSession(3)) {
      String message =
          assertThrows(SessionFileException.class, () -> two.restore(file)).getMessage();
      assertTrue(
          message.contains(
              "has 3 tokens, expected at most the 2 positions of the context: give -c"),
          message);
      three.restore(file);
      three.save(file);
    }
    try (Session whole = engine.newSession()) {
      whole.restore(file);
    }
  }

  @Test
  void memoryThatDoesNotHoldTheSequenceIsNoHarm() throws IOException {
    save(engine, IntStream.range(0, 40).map(i -> 3 + i).toArray());
    EngineOptions options =
        EngineOptions.defaults()
            .withKvType(KvType.F16)
            .withKvMemoryBytes(2 * engine.kvMeters().blockBytes());
    try (Engine small = Engine.load(TestModels.bundled(), options);
        Session session = small.newSession()) {
      session.logits(1, 403);
      byte[] before = saved(session, folder.resolve("before"));
      assertThrows(KvMemoryException.class, () -> session.restore(file));
      assertArrayEquals(before, saved(session, folder.resolve("after")));
    }
  }

  @Test
  void thereMustBeAFile() {
    try (Session session = engine.newSession()) {
      assertThrows(NoSuchFileException.class, () -> session.restore(file));
      String message =
          assertThrows(SessionFileException.class, () -> session.restore(folder)).getMessage();
      assertTrue(message.contains("is a folder or a device"), message);
    }
  }

  @Test
  void theFileIsReplacedWholeOrNotAtAll() throws IOException {
    byte[] old = save(engine, 1, 403);
    String part = "story.session.%d.part".formatted(ProcessHandle.current().pid());
    Path obstacle = Files.createDirectories(folder.resolve(part).resolve("full"));
    assertThrows(IOException.class, () -> save(engine, 1, 403, 407));
    assertArrayEquals(old, Files.readAllBytes(file));
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    assertTrue(save(engine, 1, 403, 407).length > old.length);
    assertEquals(List.of("story.session"), names());
  }

  @Test
  void aFolderThatMayNotBeWrittenToIsSaid() throws IOException {
    assertTrue(folder.toFile().setWritable(false));
    try {
      assumeFalse(Files.isWritable(folder), "this user may write everywhere");
      assertThrows(IOException.class, () -> save(engine, 1, 403));
    } finally {
      assertTrue(folder.toFile().setWritable(true));
    }
    assertEquals(List.of(), names());
  }

  @Test
  void theModelIsNotReplaced() throws IOException {
    Path copy = Files.copy(TestModels.bundled(), folder.resolve("copy.gguf"));
    try (Engine own = load(copy, KvType.F16);
        Session session = own.newSession()) {
      session.logits(1);
      assertThrows(IllegalArgumentException.class, () -> session.save(copy));
    }
    assertEquals(-1, Files.mismatch(TestModels.bundled(), copy));
  }
}
