@NullMarked
package dev.muster.gateway.upkeep;

import org.jspecify.annotations.NullMarked;
