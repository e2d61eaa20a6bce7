package dev.nibble.tests;

import java.util.List;

/** JsonSchemas of all that grammars can hold to. */
final class JsonSchemas {
  static final List<String> ALL =
      List.of(
          """
          {"type": "object",
           "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 12},
                          "age": {"type": "integer", "minimum": 0, "maximum": 120}},
           "required": ["name", "age"], "additionalProperties": false}\
          """,
          """
          {"type": "object",
           "properties": {"a": {"type": "boolean"}, "b": {"type": "null"},
                          "c": {"type": "integer"}, "d": {"enum": ["x", "y", 3, null]}},
           "required": ["c"]}\
          """,
          """
          {"type": "array", "items": {"type": "integer", "minimum": -50, "maximum": 1234},
           "minItems": 2, "maxItems": 6}\
          """,
          """
          {"type": "array", "prefixItems": [{"type": "string", "maxLength": 8},
                                            {"type": "number", "minimum": 0}],
           "items": {"type": "boolean"}, "maxItems": 5}\
          """,
          """
          {"type": "array", "prefixItems": [{"const": "point"}, {"type": "number"},
                                            {"type": "number"}],
           "items": false, "minItems": 3}\
          """,
          """
          {"type": "string", "pattern": "^[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9})?$"}\
          """,
          """
          {"type": "string", "pattern": "^(\\\\d{3}-)?\\\\d{3}-\\\\d{4}$"}\
          """,
          """
          {"type": "object",
           "properties": {"born": {"format": "date"}, "at": {"format": "time"},
                          "when": {"format": "date-time"}},
           "required": ["born", "at", "when"]}\
          """,
          """
          {"type": "object",
           "properties": {"id": {"format": "uuid"}, "host": {"format": "ipv4"},
                          "mail": {"format": "email"}, "link": {"format": "uri"}},
           "required": ["id", "host", "mail", "link"]}\
          """,
          """
          {"type": "number", "exclusiveMinimum": -0.25, "maximum": 12.5}\
          """,
          """
          {"type": ["integer", "null", "boolean"]}\
          """,
          """
          {"anyOf": [{"type": "string", "maxLength": 5},
                     {"type": "integer", "exclusiveMaximum": 0, "minimum": -99}]}\
          """,
          """
          {"oneOf": [
            {"type": "object", "properties": {"kind": {"const": "circle"},
                                              "r": {"type": "number", "minimum": 0}},
             "required": ["kind", "r"], "additionalProperties": false},
            {"type": "object", "properties": {"kind": {"const": "square"},
                                              "side": {"type": "integer", "minimum": 1}},
             "required": ["kind", "side"], "additionalProperties": false}]}\
          """,
          """
          {"allOf": [{"type": "object", "properties": {"n": {"type": "integer"}}},
                     {"properties": {"n": {"minimum": 10, "maximum": 20},
                                     "s": {"enum": ["a", "b"]}},
                      "required": ["n", "s"]}]}\
          """,
          """
          {"$ref": "#/$defs/tree",
           "$defs": {"tree": {"type": "object",
             "properties": {"v": {"type": "integer", "minimum": 0, "maximum": 9},
                            "kids": {"type": "array", "items": {"$ref": "#/$defs/tree"},
                                     "maxItems": 2}},
             "required": ["v"], "additionalProperties": false}}}\
          """,
          """
          {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1,
           "maximum": 5}, "minProperties": 1, "maxProperties": 3}\
          """,
          """
          {"type": "object", "properties": {"ab": {"const": 1}, "abc": {"const": 2}},
           "required": ["abc"], "additionalProperties": {"type": "string", "maxLength": 4},
           "maxProperties": 4}\
          """,
          """
          {"type": "object",
           "properties": {"person": {"$ref": "#/definitions/person"},
                          "tags": {"type": "array", "minItems": 1, "maxItems": 3,
                                   "items": {"enum": ["red", "green", "blue"]}}},
           "required": ["person", "tags"],
           "definitions": {"person": {"type": "object", "title": "A person",
             "properties": {"first name": {"type": "string", "minLength": 3, "maxLength": 3},
                            "caf\\u00e9 \\"x\\"": {"type": "boolean"}},
             "required": ["first name", "caf\\u00e9 \\"x\\""]}}}\
          """,
          """
          {"enum": [{"a": [1, 2.5, "\\u00fc\\n"], "b": {}}, [], "text \\"quoted\\"", -0.125]}\
          """,
          """
          {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "object",
           "properties": {"score": {"type": "number", "minimum": 0, "maximum": 1},
                          "note": {"type": "string", "pattern": "^[a-z ]{0,20}[aeiou]{2}[a-z]{0,9}$"}
                         },
           "required": ["score"]}}\
          """);

  private JsonSchemas() {}
}
