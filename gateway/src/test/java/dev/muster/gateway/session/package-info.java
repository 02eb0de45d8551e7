/** Tests of the check-in engine, against a store in memory that refuses what the real one refuses. */
@NullMarked
package dev.muster.gateway.session;

import org.jspecify.annotations.NullMarked;
