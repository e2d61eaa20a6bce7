/**
 * Keys and values of the positions that a sequence has behind it.
 *
 * <p>The forward pass stores one layer's rows after the other and then commits the positions;
 * attention walks <em>runs</em> of neighbouring positions, so that it need not know how a cache
 * lays them out.
 */
package dev.nibble.engine.cache;
