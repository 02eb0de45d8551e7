@NullMarked
package dev.muster.certs.scep;

import org.jspecify.annotations.NullMarked;
