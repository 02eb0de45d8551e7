@NullMarked
package dev.muster.gateway.store;

import org.jspecify.annotations.NullMarked;
