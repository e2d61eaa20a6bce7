package dev.nibble.tokenizer.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schema that is an object, and where it stands.
 *
 * @param keywords its members
 * @param pointer from the whole to it
 */
record Schema(Map<String, @Nullable Object> keywords, String pointer) {

  /**
   * A part of a schema; {@code true} is one that demands nothing.
   *
   * @throws UnsupportedSchemaException if it is no schema, has a keyword that is not known, or is
   *     {@code false}
   */
  static Schema of(@Nullable Object value, String pointer) {
    if (value instanceof Boolean allowed) {
      if (!allowed) {
        throw new UnsupportedSchemaException(pointer, "", "false allows no value");
      }
      return new Schema(Map.of(), pointer);
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new UnsupportedSchemaException(pointer, "", "expected an object, true or false");
    }
    Map<String, @Nullable Object> keywords = new LinkedHashMap<>();
    map.forEach((key, member) -> keywords.put(String.valueOf(key), member));
    Schema schema = new Schema(keywords, pointer);
    Keywords.check(schema);
    return schema;
  }

  boolean has(String keyword) {
    return keywords.containsKey(keyword);
  }

  @Nullable Object get(String keyword) {
    return keywords.get(keyword);
  }

  UnsupportedSchemaException wrong(String keyword, String reason) {
    return new UnsupportedSchemaException(pointer, keyword, reason);
  }

  /** The schema under a keyword. */
  Schema child(String keyword) {
    return of(get(keyword), pointer + "/" + keyword);
  }

  /** The schemas of a list under a keyword. */
  List<Schema> children(String keyword) {
    if (!(get(keyword) instanceof List<?> list) || list.isEmpty()) {
      throw wrong(keyword, "expected an array of schemas");
    }
    List<Schema> children = new ArrayList<>();
    for (Object member : list) {
      children.add(of(member, "%s/%s/%d".formatted(pointer, keyword, children.size())));
    }
    return children;
  }

  /**
   * A part that is a schema, not looked into.
   *
   * @param otherwise what stands for it where it is missing
   */
  Object part(String keyword, boolean otherwise) {
    Object part = keywords.getOrDefault(keyword, otherwise);
    if (part == null) {
      throw wrong(keyword, "expected an object, true or false");
    }
    return part;
  }

  /** The schemas of an object under a keyword, not looked into; none where it is missing. */
  Map<String, Object> members(String keyword) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (has(keyword)) {
      if (!(get(keyword) instanceof Map<?, ?> map)) {
        throw wrong(keyword, "expected an object");
      }
      map.forEach((key, value) -> {
        if (value == null) {
          throw wrong(keyword, key + " is null, expected an object, true or false");
        }
        members.put(String.valueOf(key), value);
      });
    }
    return members;
  }

  /** The strings of a list under a keyword; none where it is missing. */
  Set<String> strings(String keyword) {
    Set<String> strings = new LinkedHashSet<>();
    if (has(keyword)) {
      if (!(get(keyword) instanceof List<?> list)) {
        throw wrong(keyword, "expected an array of strings");
      }
      for (Object member : list) {
        if (!(member instanceof String string)) {
          throw wrong(keyword, "expected an array of strings");
        }
        strings.add(string);
      }
    }
    return strings;
  }

  Optional<String> string(String keyword) {
    if (!has(keyword)) {
      return Optional.empty();
    }
    if (!(get(keyword) instanceof String string)) {
      throw wrong(keyword, "expected a string");
    }
    return Optional.of(string);
  }

  Optional<BigDecimal> number(String keyword) {
    if (!has(keyword)) {
      return Optional.empty();
    }
    if (!(get(keyword) instanceof Number number)) {
      throw wrong(keyword, "expected a number");
    }
    return Optional.of(Values.decimal(number));
  }

  /** A number of things, from 0. */
  int count(String keyword, int otherwise) {
    Optional<BigDecimal> number = number(keyword);
    try {
      int count = number.map(BigDecimal::intValueExact).orElse(otherwise);
      if (count < 0) {
        throw wrong(keyword, "expected 0 or more");
      }
      return count;
    } catch (ArithmeticException e) {
      throw wrong(keyword, "expected a whole number of 32 bits, found " + number.orElseThrow());
    }
  }

  boolean flag(String keyword) {
    Object value = keywords.getOrDefault(keyword, false);
    if (!(value instanceof Boolean flag)) {
      throw wrong(keyword, "expected true or false");
    }
    return flag;
  }
}
