/** Tests of the house itself: layers, names, lengths. A failure prints its cure. */
@NullMarked
package dev.muster.bench.house;

import org.jspecify.annotations.NullMarked;
