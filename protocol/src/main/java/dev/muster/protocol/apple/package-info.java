@NullMarked
package dev.muster.protocol.apple;

import org.jspecify.annotations.NullMarked;
