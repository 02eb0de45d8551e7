/** What the commands of this module and of the benchmarks say alike: their version, and what they did not understand. */
@NullMarked
package dev.muster.loadtest.cli;

import org.jspecify.annotations.NullMarked;
