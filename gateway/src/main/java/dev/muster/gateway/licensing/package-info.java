@NullMarked
package dev.muster.gateway.licensing;

import org.jspecify.annotations.NullMarked;
