/** Kills a gateway under load, again and again, and compares what devices saw acknowledged with what is in the store. */
@NullMarked
package dev.muster.loadtest.crash;

import org.jspecify.annotations.NullMarked;
