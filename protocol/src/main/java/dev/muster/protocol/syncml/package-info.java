@NullMarked
package dev.muster.protocol.syncml;

import org.jspecify.annotations.NullMarked;
