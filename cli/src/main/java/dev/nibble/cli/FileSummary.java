package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.architecture.ActiveParameters;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataType;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.MetadataValue.BoolValue;
import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.MetadataValue.IntegerValue;
import dev.nibble.weights.MetadataValue.StringValue;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What a file holds, for people and for programs. */
final class FileSummary {
  /** Longer values are cut in the table; JSON has them whole. */
  private static final int VALUE_WIDTH = 72;

  private final GgufFile file;
  private final long parameters;
  private final long activeParameters;
  private final long tensorBytes;

  FileSummary(GgufFile file) {
    this.file = file;
    this.activeParameters = ActiveParameters.of(file);
    this.parameters = file.tensors().values().stream().mapToLong(Tensor::elements).sum();
    this.tensorBytes = file.tensors().values().stream().mapToLong(Tensor::bytes).sum();
  }

  /** Bits that a weight takes on average; 0 where there are none. */
  double bitsPerWeight() {
    return parameters == 0 ? 0 : 8.0 * tensorBytes / parameters;
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: GGUF version %d, %s, %d metadata values, %d tensors, alignment %d%n",
        file.path(),
        file.version(),
        ByteSize.format(file.bytes()),
        file.metadata().asMap().size(),
        file.tensors().size(),
        file.alignment());
    out.printf("%nMETADATA%n");
    file.metadata()
        .asMap()
        .forEach((key, value) ->
            out.printf("%-42s %-10s %s%n", Printable.of(key), typeName(value), cut(value)));
    out.printf("%nTENSORS%n");
    for (Tensor t : file.tensors().values()) {
      out.printf(
          "%-32s %-8s %18s %10s%n",
          Printable.of(t.name()), t.type(), t.shapeText(), ByteSize.format(t.bytes()));
    }
    out.printf("%nTYPES%n");
    typeTotals()
        .forEach((type, total) ->
            out.printf(
                Locale.ROOT,
                "%-8s %4d tensors %12d weights %10s %7.3f bits a weight%n",
                type,
                total.tensors,
                total.elements,
                ByteSize.format(total.bytes),
                type.bitsPerWeight()));
    out.printf(
        Locale.ROOT,
        "%-8s %4d tensors %12d weights %10s %7.3f bits a weight%n",
        "total",
        file.tensors().size(),
        parameters,
        ByteSize.format(tensorBytes),
        bitsPerWeight());
    out.printf(
        Locale.ROOT,
        "%n%d parameters, %s active: what one token meets%n",
        parameters,
        activeParameters == parameters ? "all" : Long.toString(activeParameters));
  }

  private static String typeName(MetadataValue value) {
    return value instanceof ArrayValue(MetadataArray elements)
        ? elements.elementType() + "[]"
        : value.type().toString();
  }

  private static String cut(MetadataValue value) {
    String text = Printable.of(value.toString());
    return text.length() <= VALUE_WIDTH ? text : text.substring(0, VALUE_WIDTH - 3) + "...";
  }

  ObjectNode json() {
    ObjectNode object =
        Json.object()
            .put("file", file.path().toString())
            .put("version", file.version())
            .put("bytes", file.bytes())
            .put("alignment", file.alignment())
            .put("parameters", parameters)
            .put("active_parameters", activeParameters)
            .put("tensor_bytes", tensorBytes)
            .put("bits_per_weight", bitsPerWeight());
    ObjectNode metadata = object.putObject("metadata");
    file.metadata().asMap().forEach((key, value) -> put(metadata, key, value));
    ArrayNode tensors = object.putArray("tensors");
    for (Tensor t : file.tensors().values()) {
      tensors
          .addObject()
          .put("name", t.name())
          .put("type", t.type().name())
          .put("bytes", t.bytes())
          .set("shape", Json.node(t.shape()));
    }
    return object;
  }

  private static void put(ObjectNode object, String key, MetadataValue value) {
    switch (value) {
      case IntegerValue(MetadataType type, long v) when type == MetadataType.UINT64 && v < 0 ->
          object.put(key, new BigInteger(Long.toUnsignedString(v)));
      case IntegerValue(_, long v) -> object.put(key, v);
      case FloatValue(MetadataType type, double v) when type == MetadataType.FLOAT32 ->
          object.put(key, (float) v);
      case FloatValue(_, double v) -> object.put(key, v);
      case BoolValue(boolean v) -> object.put(key, v);
      case StringValue(String v) -> object.put(key, v);
      case ArrayValue(MetadataArray elements) -> fill(object.putArray(key), elements);
    }
  }

  private static void fill(ArrayNode array, MetadataArray elements) {
    for (long i = 0; i < elements.size(); i++) {
      switch (elements.elementType()) {
        case STRING -> array.add(elements.string(i));
        case FLOAT32 -> array.add((float) elements.floating(i));
        case FLOAT64 -> array.add(elements.floating(i));
        case BOOL -> array.add(Boolean.parseBoolean(elements.text(i)));
        default -> array.add(elements.integer(i));
      }
    }
  }

  private static final class Total {
    private int tensors;
    private long elements;
    private long bytes;
  }

  private Map<TensorType, Total> typeTotals() {
    Map<TensorType, Total> totals = new EnumMap<>(TensorType.class);
    for (Tensor t : file.tensors().values()) {
      Total total = totals.computeIfAbsent(t.type(), _ -> new Total());
      total.tensors++;
      total.elements += t.elements();
      total.bytes += t.bytes();
    }
    return totals;
  }
}
