/**
 * JSON Schema as a grammar.
 *
 * <p>{@link dev.nibble.tokenizer.schema.JsonSchema} makes a grammar whose texts are JSON values
 * that a schema (draft 2020-12) allows. What a schema demands and a grammar cannot guarantee is
 * refused with {@link dev.nibble.tokenizer.schema.UnsupportedSchemaException}; annotations alone
 * are passed over. The grammar need not have all values that the schema allows: properties come in
 * the order in which they are declared, and none comes that is not.
 *
 * <p>A schema is first made plain: references, {@code allOf}, {@code anyOf} and {@code oneOf}
 * become alternatives without them ({@code Alternatives}, {@code Conjunction}), and then each type
 * of a value has its rules.
 */
package dev.nibble.tokenizer.schema;
