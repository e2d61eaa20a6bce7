package dev.nibble.engine.kernel.x64;

import dev.nibble.weights.TensorType;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The code of the kernels, assembled once a process for its processor. What does not compute what
 * the scalar model of it computes is not used.
 */
public final class AssembledCode {
  /**
   * The property that lists what is to be taken for missing, such as {@code avx512_vnni} or {@code
   * mprotect}: names of {@link Feature}s and of system calls, separated by commas.
   */
  public static final String WITHOUT_PROPERTY = "nibble.assembled.without";

  private static final System.Logger LOG = System.getLogger("dev.nibble.engine");

  private final SystemCalls system;
  private final CodeMemory memory;
  private final InstructionSet set;
  private final MemorySegment quantize;
  private final DotCeiling ceiling;
  private final Optional<AttentionCode> attention;
  private final Map<WeightForm, Optional<MemorySegment>> products = new ConcurrentHashMap<>();
  private final Map<WeightForm, Packer> packers = new ConcurrentHashMap<>();

  private AssembledCode(SystemCalls system, CodeMemory memory, InstructionSet set)
      throws SystemCallException {
    this.system = system;
    this.memory = memory;
    this.set = set;
    quantize = memory.place(QuantizeCode.emit(set));
    ceiling = DotCeiling.of(set, memory);
    attention = tested("attention", () -> new AttentionCode(set, memory), AttentionCheck::passes);
  }

  /** What became of the attempt. */
  public sealed interface Outcome {
    /**
     * There is code.
     *
     * @param code the code
     */
    record Usable(AssembledCode code) implements Outcome {}

    /**
     * There cannot be code here, whatever the user does.
     *
     * @param reason why
     */
    record Unsupported(String reason) implements Outcome {}

    /**
     * There could be code.
     *
     * @param reason why there is none
     * @param remedy what to do
     */
    record Refused(String reason, String remedy) implements Outcome {}
  }

  /** Tried once, when it is asked for first. */
  private static final class Attempt {
    static final Outcome OUTCOME =
        attempt(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty(WITHOUT_PROPERTY, ""));
  }

  /** What this process has. */
  public static Outcome ofThisProcess() {
    return Attempt.OUTCOME;
  }

  /**
   * Tries.
   *
   * @param system the operating system
   * @param processor what it runs on
   * @param lacking what is to be taken for missing, see {@link #WITHOUT_PROPERTY}
   */
  static Outcome attempt(String system, String processor, String lacking) {
    if (!system.equals("Linux") || !processor.equals("amd64")) {
      return new Outcome.Unsupported(
          "%s on %s, code is assembled for x86-64 on Linux".formatted(system, processor));
    }
    if (!AssembledCode.class.getModule().isNativeAccessEnabled()) {
      return new Outcome.Refused(
          "native access is not enabled",
          "start java with --enable-native-access=ALL-UNNAMED, or =dev.nibble.engine where Nibble"
              + " is on the module path");
    }
    List<String> without = List.of(lacking.toLowerCase(Locale.ROOT).split(","));
    SystemCalls calls = new SystemCalls(without);
    CodeMemory memory = new CodeMemory(calls);
    try {
      Set<Feature> features = Processor.features(memory);
      features.removeIf(feature -> without.contains(id(feature)));
      Optional<InstructionSet> set = InstructionSet.best(features);
      if (set.isEmpty()) {
        Set<Feature> missing = InstructionSet.AVX2.features();
        missing.removeAll(features);
        return new Outcome.Unsupported("the processor lacks " + missing);
      }
      return new Outcome.Usable(new AssembledCode(calls, memory, set.get()));
    } catch (SystemCallException e) {
      return new Outcome.Refused(
          "no memory may hold code: " + reasons(e),
          "allow a process to map executable memory (SELinux: execmem)");
    }
  }

  private static String id(Feature feature) {
    return feature.name().toLowerCase(Locale.ROOT);
  }

  private static String reasons(SystemCallException e) {
    StringBuilder reasons = new StringBuilder();
    for (Throwable before : e.getSuppressed()) {
      reasons.append(before.getMessage()).append(", ");
    }
    return reasons.append(e.getMessage()).toString();
  }

  /** What the code uses, for reports. */
  public String description() {
    return set.title();
  }

  /** The loop that shows what the instructions can do at best. */
  public DotCeiling ceiling() {
    return ceiling;
  }

  /**
   * Whether weights of a type are multiplied with activations of eight bits, where these are
   * allowed.
   *
   * @param type the type of the weights
   */
  public boolean multipliesBytes(TensorType type) {
    return WeightForm.of(type)
        .filter(form -> form.activations() == RowForm.QUANTIZED)
        .flatMap(this::product)
        .isPresent();
  }

  /**
   * Whether weights of a type are packed.
   *
   * @param type the type of the weights
   * @param quantizing whether activations may be made eight bits
   */
  public boolean packs(TensorType type, boolean quantizing) {
    return form(type, quantizing).isPresent();
  }

  /** The form of a type, where there is code for it. */
  Optional<WeightForm> form(TensorType type, boolean quantizing) {
    return WeightForm.of(type)
        .filter(known -> quantizing || known.activations() != RowForm.QUANTIZED)
        .filter(known -> product(known).isPresent());
  }

  /** Bits of its vectors. */
  int vectorBits() {
    return set.width().bytes() * Byte.SIZE;
  }

  SystemCalls system() {
    return system;
  }

  MemorySegment quantize() {
    return quantize;
  }

  /** The code of attention, where it passes its self-test. */
  Optional<AttentionCode> attention() {
    return attention;
  }

  /** The code of a product, where it passes its self-test. */
  Optional<MemorySegment> product(WeightForm form) {
    return products.computeIfAbsent(
        form,
        _ ->
            tested(
                "product with " + form.type(),
                () -> memory.place(form.code(set)),
                code -> SelfTest.passes(form, set, code, quantize)));
  }

  /** How many tokens the code of a form multiplies at once. */
  int tokens(WeightForm form) {
    return form.tokens(set);
  }

  /** What packs the weights of a form: code where it passes its self-test. */
  Packer packer(WeightForm form) {
    return packers.computeIfAbsent(
        form,
        _ ->
            tested(
                    "packing of " + form.type(),
                    () -> new Packer(form, Optional.of(memory.place(PackCode.emit(form)))),
                    Packer::passesSelfTest)
                .orElseGet(() -> new Packer(form, Optional.empty())));
  }

  /** What is made of emitted code, where it passes its self-test. */
  private static <T> Optional<T> tested(String kernel, Placing<T> placing, Predicate<T> selfTest) {
    try {
      T placed = placing.place();
      if (selfTest.test(placed)) {
        return Optional.of(placed);
      }
      LOG.log(Level.WARNING, "the assembled {0} failed its self-test; Java does its work", kernel);
    } catch (SystemCallException e) {
      LOG.log(Level.WARNING, "no memory for the assembled " + kernel, e);
    }
    return Optional.empty();
  }

  /** Emits code and puts it into memory. */
  @FunctionalInterface
  private interface Placing<T> {
    T place() throws SystemCallException;
  }
}
