@NullMarked
package dev.muster.certs.tls;

import org.jspecify.annotations.NullMarked;
