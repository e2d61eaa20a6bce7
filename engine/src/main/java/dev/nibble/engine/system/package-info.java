/** Functions of the C library, which the operating system is asked through. */
package dev.nibble.engine.system;
