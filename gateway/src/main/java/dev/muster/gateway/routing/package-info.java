@NullMarked
package dev.muster.gateway.routing;

import org.jspecify.annotations.NullMarked;
