@NullMarked
package dev.muster.gateway.independent;

import org.jspecify.annotations.NullMarked;
