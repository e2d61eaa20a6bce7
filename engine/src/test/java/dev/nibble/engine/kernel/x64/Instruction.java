package dev.nibble.engine.kernel.x64;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An instruction in Intel's syntax, as a method of {@link Assembler} and its arguments.
 *
 * @param method the name
 * @param arguments registers, memory, numbers, labels
 */
record Instruction(String method, List<Object> arguments) {
  /** Names that differ: EVEX says how wide the numbers are, masks aside. */
  private static final Map<String, String> METHODS =
      Map.ofEntries(
          Map.entry("movabs", "mov"),
          Map.entry("movzx", "movzx16"),
          Map.entry("vpandd", "vpand"),
          Map.entry("vpord", "vpor"),
          Map.entry("vpxord", "vpxor"),
          Map.entry("vbroadcasti32x4", "vbroadcasti128"),
          Map.entry("vextracti32x4", "vextracti128"));

  private static final Map<String, Condition> CONDITIONS =
      Map.of(
          "je", Condition.ZERO,
          "jne", Condition.NOT_ZERO,
          "jl", Condition.LESS,
          "jge", Condition.GREATER_OR_EQUAL);

  private static final String OR_AND = "0xf8";
  private static final String WORD = "word ptr ";

  private static final Pattern MEMORY =
      Pattern.compile(
          "\\[(?<base>\\w+)(?:\\+(?<index>r\\w+)\\*(?<scale>\\d))?(?<displacement>[+-]\\w+)?]"
              + "(?<broadcast>\\{1to16})?");

  /** A register of which only some lanes get a result, the others 0. */
  private static final Pattern MASKED = Pattern.compile("(?<register>\\w+)\\{(?<mask>k\\d)}\\{z}");

  static Instruction parse(String text) {
    String[] parts = text.split(" ", 2);
    List<Object> arguments = new ArrayList<>();
    String method = METHODS.getOrDefault(parts[0], parts[0]);
    if (CONDITIONS.containsKey(parts[0])) {
      method = "j";
      arguments.add(CONDITIONS.get(parts[0]));
    }
    String operands = parts.length == 1 ? "" : parts[1];
    if (method.equals("vpternlogd") && operands.endsWith(OR_AND)) {
      method = "vporand";
      operands = operands.substring(0, operands.lastIndexOf(','));
    }
    if (method.equals("mov") && operands.matches("\\[.*], (e\\w\\w|r\\d+d)")) {
      method = "mov32";
    }
    if (method.equals("mov") && operands.matches("\\[.*], ([a-d]x|[sd]i|[sb]p|r\\d+w)")) {
      method = "mov16";
    }
    for (String operand : operands.isEmpty() ? new String[0] : operands.split(", ", -1)) {
      Matcher masked = MASKED.matcher(operand);
      if (masked.matches()) {
        arguments.add(operand(masked.group("register")));
        arguments.add(operand(masked.group("mask")));
      } else {
        arguments.add(operand(operand));
      }
    }
    if (parts[0].equals("movabs")) {
      arguments.set(1, Long.decode(operands.substring(operands.indexOf(',') + 2)));
    }
    return new Instruction(method, List.copyOf(arguments));
  }

  private static Object operand(String text) {
    if (text.equals(".")) {
      Label here = new Label();
      here.bind(0);
      return here;
    }
    if (text.startsWith("[")) {
      return memory(text);
    }
    if (text.startsWith(WORD)) {
      return memory(text.substring(WORD.length()));
    }
    if (text.matches("[xyz]mm\\d+")) {
      Width width = Width.valueOf(text.substring(0, 1).toUpperCase(Locale.ROOT));
      return new Vec(Integer.parseInt(text.substring(3)), width);
    }
    if (text.matches("k\\d")) {
      return Mask.valueOf(text.toUpperCase(Locale.ROOT));
    }
    if (text.matches("-?(0x)?[0-9a-f]+")) {
      return Long.decode(text).intValue();
    }
    return register(text);
  }

  private static Mem memory(String text) {
    Matcher matcher = MEMORY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    Mem memory = Mem.at(register(matcher.group("base")));
    if (matcher.group("index") != null) {
      int scale = Integer.parseInt(matcher.group("scale"));
      memory = memory.indexed(register(matcher.group("index")), scale);
    }
    if (matcher.group("displacement") != null) {
      memory = memory.plus(Integer.decode(matcher.group("displacement")));
    }
    return matcher.group("broadcast") == null ? memory : memory.toAll();
  }

  /** A register of 64 bits by its own name or by that of its lower half or quarter. */
  private static Gpr register(String name) {
    String whole =
        name.replaceFirst("^e", "r").replaceFirst("[dw]$", "").replaceFirst("^(\\D\\D)$", "r$1");
    return Gpr.valueOf(whole.toUpperCase(Locale.ROOT));
  }

  /** The method with the types of these arguments. */
  String signature() {
    return arguments.stream()
        .map(argument -> type(argument).getSimpleName())
        .collect(Collectors.joining(", ", method + "(", ")"));
  }

  private static Class<?> type(Object argument) {
    return switch (argument) {
      case Integer _ -> int.class;
      case Long _ -> long.class;
      default -> argument.getClass();
    };
  }

  /** Calls the method. */
  void assemble(Assembler asm) {
    try {
      find().invoke(asm, arguments.toArray());
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new LinkageError(toString(), e);
    }
  }

  private Method find() {
    for (Method candidate : Assembler.class.getDeclaredMethods()) {
      if (candidate.getName().equals(method) && takes(candidate.getParameterTypes())) {
        return candidate;
      }
    }
    throw new AssertionError("Assembler has no " + signature());
  }

  private boolean takes(Class<?>[] types) {
    if (types.length != arguments.size()) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      if (!types[i].isAssignableFrom(type(arguments.get(i)))) {
        return false;
      }
    }
    return true;
  }
}
