@NullMarked
package dev.muster.certs.identity;

import org.jspecify.annotations.NullMarked;
