@NullMarked
package dev.muster.certs;

import org.jspecify.annotations.NullMarked;
