@NullMarked
package dev.muster.gateway.observe;

import org.jspecify.annotations.NullMarked;
