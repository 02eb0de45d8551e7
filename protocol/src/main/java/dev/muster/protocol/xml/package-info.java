@NullMarked
package dev.muster.protocol.xml;

import org.jspecify.annotations.NullMarked;
