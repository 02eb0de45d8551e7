/**
 * Where emulated devices have to be, worked out from AUTHORITY.md alone and independently of the gateway: it is what the
 * gateway is judged by.
 */
@NullMarked
package dev.muster.loadtest.verdict;

import org.jspecify.annotations.NullMarked;
