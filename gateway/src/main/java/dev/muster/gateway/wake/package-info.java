@NullMarked
package dev.muster.gateway.wake;

import org.jspecify.annotations.NullMarked;
