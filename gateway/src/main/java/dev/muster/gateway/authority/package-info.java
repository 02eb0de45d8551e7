@NullMarked
package dev.muster.gateway.authority;

import org.jspecify.annotations.NullMarked;
