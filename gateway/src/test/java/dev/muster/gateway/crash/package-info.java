@NullMarked
package dev.muster.gateway.crash;

import org.jspecify.annotations.NullMarked;
