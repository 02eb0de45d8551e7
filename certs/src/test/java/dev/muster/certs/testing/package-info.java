@NullMarked
package dev.muster.certs.testing;

import org.jspecify.annotations.NullMarked;
