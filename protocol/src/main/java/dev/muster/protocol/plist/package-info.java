@NullMarked
package dev.muster.protocol.plist;

import org.jspecify.annotations.NullMarked;
