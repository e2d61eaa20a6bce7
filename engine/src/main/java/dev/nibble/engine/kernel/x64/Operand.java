package dev.nibble.engine.kernel.x64;

/** What stands in a register or in memory, where an instruction takes either. */
sealed interface Operand permits Vec, Mem {}
