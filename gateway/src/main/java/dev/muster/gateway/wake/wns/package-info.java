@NullMarked
package dev.muster.gateway.wake.wns;

import org.jspecify.annotations.NullMarked;
