@NullMarked
package dev.muster.gateway.metrics;

import org.jspecify.annotations.NullMarked;
