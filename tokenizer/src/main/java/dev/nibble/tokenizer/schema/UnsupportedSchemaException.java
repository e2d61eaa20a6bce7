package dev.nibble.tokenizer.schema;

import java.io.Serial;

/** A schema that no grammar is made of: it is wrong, or demands what a grammar cannot guarantee. */
public final class UnsupportedSchemaException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String keyword;

  UnsupportedSchemaException(String pointer, String keyword, String reason) {
    super(
        "JSON schema, at \"%s\"%s: %s"
            .formatted(pointer, keyword.isEmpty() ? "" : ", keyword " + keyword, reason));
    this.pointer = pointer;
    this.keyword = keyword;
  }

  /** Where the schema with the keyword is, as a JSON pointer from the whole. */
  public String pointer() {
    return pointer;
  }

  /** The keyword; empty where it is the schema itself. */
  public String keyword() {
    return keyword;
  }
}
