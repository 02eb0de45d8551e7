@NullMarked
package dev.muster.protocol;

import org.jspecify.annotations.NullMarked;
