package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Names, types and units of what recordings hold: others read them by these. */
final class EventSchemaTest {
  /** What every event has. */
  private static final Set<String> COMMON =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  record Schema(Class<? extends Event> event, String name, List<String> fields) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Schema> SCHEMAS =
      List.of(
          new Schema(
              ModelLoadEvent.class,
              "dev.nibble.ModelLoad",
              List.of(
                  "java.lang.String file",
                  "long mapped jdk.jfr.DataAmount",
                  "long parameters",
                  "java.lang.String kernels",
                  "int threads",
                  "int context dev.nibble.Tokens",
                  "java.lang.String kvType",
                  "java.lang.String slow")),
          new Schema(
              PrefillEvent.class,
              "dev.nibble.Prefill",
              List.of(
                  "int tokens dev.nibble.Tokens",
                  "int keptTokens dev.nibble.Tokens",
                  "boolean batched",
                  "double speed dev.nibble.TokensPerSecond")),
          new Schema(
              DecodeEvent.class,
              "dev.nibble.Decode",
              List.of(
                  "int tokens dev.nibble.Tokens",
                  "int position dev.nibble.Tokens",
                  "int guessedTokens dev.nibble.Tokens",
                  "int acceptedTokens dev.nibble.Tokens",
                  "boolean batched",
                  "double speed dev.nibble.TokensPerSecond")),
          new Schema(
              KvPoolEvent.class,
              "dev.nibble.KvPool",
              List.of(
                  "java.lang.String cause",
                  "int capacity dev.nibble.Blocks",
                  "int used dev.nibble.Blocks",
                  "int shared dev.nibble.Blocks",
                  "int peak dev.nibble.Blocks",
                  "int cached dev.nibble.Blocks",
                  "long blockSize jdk.jfr.DataAmount",
                  "long allocated jdk.jfr.DataAmount",
                  "long usedMemory jdk.jfr.DataAmount",
                  "long hits dev.nibble.Blocks",
                  "long evictions dev.nibble.Blocks",
                  "long copies dev.nibble.Blocks")),
          new Schema(
              FallbackEvent.class,
              "dev.nibble.Fallback",
              List.of(
                  "java.lang.String kind",
                  "java.lang.String cause",
                  "int fromLayer",
                  "int toLayer",
                  "boolean output",
                  "int position dev.nibble.Tokens",
                  "long required jdk.jfr.DataAmount",
                  "long budget jdk.jfr.DataAmount")),
          new Schema(
              CliffEvent.class,
              "dev.nibble.Cliff",
              List.of(
                  "java.lang.String path",
                  "java.lang.String found",
                  "java.lang.String remedy",
                  "double speedBefore dev.nibble.TokensPerSecond",
                  "double speedAfter dev.nibble.TokensPerSecond")),
          new Schema(
              PredictionEvent.class,
              "dev.nibble.Prediction",
              List.of(
                  "java.lang.String prediction",
                  "java.lang.String formula",
                  "double predicted",
                  "double measured",
                  "java.lang.String unit",
                  "double error jdk.jfr.Percentage",
                  "java.lang.String bound",
                  "java.lang.String verdict",
                  "java.lang.String remark")));

  @ParameterizedTest
  @FieldSource("SCHEMAS")
  @DisplayName("an event has its name, its fields, their types and their units")
  void schema(Schema schema) {
    EventType type = EventType.getEventType(schema.event());

    assertEquals(schema.name(), type.getName());
    assertEquals(
        schema.fields(),
        type.getFields().stream()
            .filter(field -> !COMMON.contains(field.getName()))
            .map(EventSchemaTest::text)
            .toList());
  }

  private static String text(ValueDescriptor field) {
    return String.join(
        " ",
        Stream.of(field.getTypeName(), field.getName(), field.getContentType())
            .filter(Objects::nonNull)
            .toList());
  }

  @ParameterizedTest
  @FieldSource("SCHEMAS")
  @DisplayName("an event stands under Nibble, and it and its fields have a label for people")
  void labels(Schema schema) {
    EventType type = EventType.getEventType(schema.event());

    assertEquals(List.of("Nibble"), type.getCategoryNames());
    assertFalse(type.getLabel().isEmpty());
    assertFalse(type.getDescription().isEmpty());
    for (ValueDescriptor field : type.getFields()) {
      assertFalse(field.getLabel().isEmpty(), field.getName());
    }
  }
}
