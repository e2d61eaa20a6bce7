package dev.nibble.engine.measure;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import jdk.jfr.ContentType;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;

/** The unit of a JFR field: tokens, or positions of a sequence. */
@MetadataDefinition
@ContentType
@Name("dev.nibble.Tokens")
@Label("Tokens")
@Target(FIELD)
@Retention(RUNTIME)
@interface Tokens {}
